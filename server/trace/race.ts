/** What one of several sources gave; `value` is undefined when it has ended. */
interface Turn<Source, Value> {
  source: Source
  value: Value | undefined
}

/**
 * The values of several sources as they come, at most `atOnce` of them being read at a time, the next one opened when one ends. A source is
 * only asked for more when its last value was taken. Ends those that are open when the reader stops.
 */
export async function* race<Source, Value>(
  sources: readonly Source[],
  atOnce: number,
  open: (source: Source) => AsyncGenerator<Value, void, void>,
): AsyncGenerator<Turn<Source, Value>, void, void> {
  const waiting = [...sources]
  const running = new Map<AsyncGenerator<Value, void, void>, Promise<() => Turn<Source, Value>>>()
  const ask = (iterator: AsyncGenerator<Value, void, void>, source: Source) => {
    const turn = iterator.next().then(({ done, value }) => () => {
      if (done) running.delete(iterator)
      else ask(iterator, source)
      return { source, value: done ? undefined : value }
    })
    // An error is thrown when its turn comes; others may come first.
    turn.catch(() => undefined)
    running.set(iterator, turn)
  }
  try {
    for (;;) {
      while (running.size < atOnce && waiting.length > 0) {
        const source = waiting.shift()
        if (source !== undefined) ask(open(source), source)
      }
      if (running.size === 0) return
      const take = await Promise.race(running.values())
      yield take()
    }
  } finally {
    await Promise.all([...running.keys()].map(async (iterator) => iterator.return()))
  }
}
