import { between, chance, hex, pick } from './chance.ts'

interface Address {
  street: string
  city: string
  postcode: string
  country: string
}
export interface Order {
  orderId: string
  /** Above 2^53 on purpose: a number that a double cannot hold. */
  ledgerId: bigint
  placedAt: string
  customer: { id: string; name: string; address: Address }
  lines: { sku: string; title: string; quantity: number; unitPrice: string }[]
  total: { amount: string; currency: string }
  channel: string
  note: string | null
}

export const CUSTOMERS = 400
const NAMES = [
  'Zoë Müller',
  'Łukasz Wójcik',
  'María José Peña',
  '田中 美咲',
  'Siân O’Connor',
  'Åse Bjørnstad',
  'Дарья Орлова',
  'Nguyễn Văn An',
  'Élodie Lefèvre',
  'Tom Baker',
] as const
const ADDRESSES = [
  { street: 'Weserstraße 12', city: 'Berlin', postcode: '12047', country: 'DE' },
  { street: 'ul. Piotrkowska 77', city: 'Łódź', postcode: '90-423', country: 'PL' },
  { street: 'Rua Augusta 1508', city: 'São Paulo', postcode: '01304-001', country: 'BR' },
  { street: '渋谷区神南 1-2-3', city: '東京', postcode: '150-0041', country: 'JP' },
  { street: '48 Camden Street', city: 'Dublin', postcode: 'D02 XE80', country: 'IE' },
] as const
const PRODUCTS = [
  { sku: 'TEA-SENCHA-100', title: '煎茶 Sencha, 100 g', cents: 1250 },
  { sku: 'MUG-BLUE', title: 'Mug “Café au lait”, blue', cents: 1490 },
  { sku: 'KETTLE-1L', title: 'Gooseneck kettle 1 l', cents: 6900 },
  { sku: 'FILTER-V60', title: 'Paper filters V60, 100 pcs', cents: 590 },
  { sku: 'GRINDER-HAND', title: 'Hand grinder, ceramic burrs', cents: 8450 },
] as const
const NOTES = ['Bitte beim Nachbarn abgeben 🙂', 'Gift — no invoice, please', 'Sonner 2×, digicode 47A'] as const
const WORDS = ['kettle', 'sencha', 'grinder', 'mug', 'filter', 'matcha', 'crème', 'tea', 'cold brew', 'café'] as const
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'PLN', 'BRL', 'JPY', 'ISK'] as const

export function customerId(number = between(1, CUSTOMERS)): string {
  return `cus-${String(number).padStart(4, '0')}`
}

let orderNumber = Math.floor((Date.now() - Date.UTC(2026, 0, 1)) / 200)

/** An order placed at `at` (milliseconds since the epoch). */
export function makeOrder(at: number): Order {
  const lines = Array.from({ length: between(1, 4) }, () => ({ ...pick(PRODUCTS), quantity: between(1, 3) }))
  const cents = lines.reduce((sum, line) => sum + line.cents * line.quantity, 0)
  return {
    orderId: `ord-${orderNumber++}`,
    ledgerId: 9_007_199_254_740_993n + BigInt(between(0, 1_000_000_000)) * 1_000n,
    placedAt: new Date(at).toISOString(),
    customer: { id: customerId(), name: pick(NAMES), address: pick(ADDRESSES) },
    lines: lines.map(({ sku, title, quantity, cents: price }) => ({
      sku,
      title,
      quantity,
      unitPrice: (price / 100).toFixed(2),
    })),
    total: { amount: (cents / 100).toFixed(2), currency: pick(CURRENCIES) },
    channel: pick(['web', 'ios', 'android']),
    note: chance(0.2) ? pick(NOTES) : null,
  }
}

/** The request to charge an order. */
export function makePayment(order: Order, ledgerId: bigint, at: number) {
  return {
    paymentId: `pay-${hex(6)}`,
    orderId: order.orderId,
    ledgerId,
    status: 'REQUESTED',
    amount: order.total,
    method: { type: 'card', brand: pick(['visa', 'mastercard', 'amex']), last4: String(between(1000, 9999)) },
    shipTo: order.customer.address,
    requestedAt: new Date(at).toISOString(),
  }
}
export type Payment = ReturnType<typeof makePayment>

export function makeShipment(payment: Payment, at: number) {
  return {
    shipmentId: `shp-${hex(6)}`,
    orderId: payment.orderId,
    carrier: pick(['DHL', 'InPost', 'Correios', 'ヤマト運輸']),
    tracking: hex(8).toUpperCase(),
    parcels: Array.from({ length: between(1, 2) }, () => ({ weightGrams: between(120, 4_800) })),
    address: payment.shipTo,
    packedAt: new Date(at).toISOString(),
  }
}

export function makeCustomer(at: number) {
  return {
    name: pick(NAMES),
    email: `${hex(3)}@example.com`,
    address: pick(ADDRESSES),
    newsletter: chance(0.5),
    updatedAt: new Date(at).toISOString(),
  }
}

const sessions = Array.from({ length: 40 }, () => hex(6))

/** A page view, with what was searched for in some of them. */
export function makeClick(at: number) {
  if (chance(0.02)) sessions[between(0, sessions.length - 1)] = hex(6)
  const { sku } = pick(PRODUCTS)
  return {
    sessionId: sessions[between(0, sessions.length - 1)] ?? '',
    path: pick(['/', '/search', '/basket', `/p/${sku}`]),
    query: chance(0.2) ? makeWord() : null,
    viewport: pick(['390x844', '1440x900', '1920x1080']),
    at,
  }
}

export function makeWord(): string {
  return pick(WORDS)
}
