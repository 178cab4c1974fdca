import { singleton } from '#server/singleton.ts'
import { FairPlaces, type Place } from './fair-places.ts'
import type { Owner } from './owner.ts'

/** What is limited for the whole process because it holds memory or works in the main thread; see docs/security.md, Limits. */
const SLOTS = {
  /** Reads dead letters in the main thread, in slices, over connections of its own. */
  deadLetters: {
    running: { perUser: 2, all: 4 },
    waiting: { perUser: 16, all: 64 },
    what: 'searches of dead letters',
  },
  /** Holds up to 16 MiB of a record and its answer. */
  wholeRecords: { running: { perUser: 2, all: 3 }, waiting: { perUser: 16, all: 64 }, what: 'reads of whole records' },
  /** Holds an unpacked batch for as long as its client takes to read it. */
  downloads: {
    running: { perUser: 1, perAddress: 2, all: 2 },
    waiting: { perUser: 8, all: 32 },
    what: 'downloads of records',
  },
  /** Holds a line of the file and a batch per partition. Who waits would have to hold its upload open. */
  imports: { running: { perUser: 2, perAddress: 2, all: 4 }, waiting: { perUser: 0, all: 0 }, what: 'imports' },
  /** Looks for changes several times a second. */
  replayEvents: {
    running: { perUser: 10, all: 100 },
    waiting: { perUser: 0, all: 0 },
    what: 'streams of replays',
  },
} as const

type SlotName = keyof typeof SLOTS

const all = () =>
  singleton('slots', () => {
    const places = (name: SlotName) => new FairPlaces(SLOTS[name])
    return {
      deadLetters: places('deadLetters'),
      wholeRecords: places('wholeRecords'),
      downloads: places('downloads'),
      imports: places('imports'),
      replayEvents: places('replayEvents'),
    } satisfies Record<SlotName, FairPlaces>
  })

/** Waits for a slot, which the owner gives back. @throws AppError LIMIT_EXCEEDED, CONFLICT where the owner is closed */
export async function takeSlot(owner: Owner, name: SlotName): Promise<Place> {
  const place = owner.own('slot', all()[name].take(owner))
  await place.ready
  return place
}

/** Does some work in a slot. @throws AppError LIMIT_EXCEEDED, CONFLICT where the owner is closed, and what the work throws */
export async function withSlot<Result>(owner: Owner, name: SlotName, work: () => Promise<Result>): Promise<Result> {
  const place = await takeSlot(owner, name)
  try {
    return await work()
  } finally {
    await owner.release(place)
  }
}

export function slotFigures(): { name: SlotName; used: number; waiting: number }[] {
  return Object.entries(all()).map(([name, { used, waiting }]) => ({ name: name as SlotName, used, waiting }))
}
