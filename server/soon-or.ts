/**
 * What comes within `withinMs`, else what was known before: on a cluster whose brokers are slow a page shows numbers that are a little older instead of
 * waiting. What comes later, or fails, is the business of whoever asked for it.
 */
export async function soonOr<Value>(coming: Promise<Value>, known: Value, withinMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Value>((resolve) => {
    timer = setTimeout(() => resolve(known), withinMs)
  })
  try {
    return await Promise.race([coming, late])
  } catch {
    return known
  } finally {
    clearTimeout(timer)
  }
}
