import { malformed } from './json-text.ts'

/** More digits than any database keeps; printing a number takes the square of its length. */
const MAX_DECIMAL_BYTES = 2_000

/** A decimal of the two's complement number in `bytes`, every digit kept. */
export function decimalText(bytes: Buffer, scale: number): string {
  if (bytes.length > MAX_DECIMAL_BYTES) throw malformed(`a decimal of ${bytes.length} bytes is too large to be shown`)
  const unscaled = bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`))
  return scaledText(unscaled, scale)
}

/** `unscaled` × 10^-`scale`, with as many decimals as `scale` says. */
export function scaledText(unscaled: bigint, scale: number): string {
  if (scale < -10_000 || scale > 10_000) throw malformed(`a decimal has the scale ${scale}`)
  if (scale <= 0) return `${unscaled}${unscaled === 0n ? '' : '0'.repeat(-scale)}`
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
