import { singleton } from '#server/singleton.ts'

/** Longer than a slice nothing else of the process waits for a scan in the main thread. */
const SLICE_MS = 8

/** Lets one scan after the other work in the main thread; between two slices the event loop serves everybody else. */
class Turns {
  #waiting: (() => void)[] = []
  #scheduled = false

  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#waiting.shift()?.()
      if (this.#waiting.length > 0) this.#schedule()
    })
  }
}

const turns = () => singleton('turns', () => new Turns())

/** The work of one scan in the main thread: asks for a turn at each step, which it waits for when its slice is used up. */
export class Slices {
  #since = performance.now()

  async step(): Promise<void> {
    if (performance.now() - this.#since < SLICE_MS) return
    await turns().next()
    this.#since = performance.now()
  }
}
