/** One measured value and what it must not exceed. */
export interface Figure {
  what: string
  value: number
  limit: number
  unit: string
}

/** How long a GET takes, body read to its end, so many times in turn. @throws Error when an answer is not 200 */
export async function askTimes(url: string, times: number): Promise<number[]> {
  const taken: number[] = []
  for (let index = 0; index < times; index += 1) {
    const start = performance.now()
    const response = await fetch(url)
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`${url} answered ${response.status}`)
    taken.push(performance.now() - start)
  }
  return taken
}

/** Asks for the groups until all of them are there with their lag. */
export async function waitForGroups(api: string, count: number): Promise<void> {
  for (;;) {
    const response = await fetch(`${api}/groups?sort=-totalLag&pageSize=100`)
    const { total, items } = (await response.json()) as { total?: number; items?: { totalLag: string | null }[] }
    if ((total ?? 0) >= count && items?.[0] && items[0].totalLag !== null) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
