/** What the registry answered to a GET. */
export interface RecordedAnswer {
  status: number
  body: unknown
}

/** All GET answers that reading and showing these records and subjects takes, by path. */
export async function recordAnswers(url: string, records: readonly string[]): Promise<Record<string, RecordedAnswer>> {
  const answers: Record<string, RecordedAnswer> = {}
  const record = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`)
    const body = (await response.json()) as unknown
    answers[path] = { status: response.status, body }
    return body
  }
  const ids = new Set(records.map(idOf).filter((id) => id !== null))
  for (const id of [...ids, 99_999]) {
    await record(`/schemas/ids/${id}`)
    await record(`/schemas/ids/${id}/versions`)
  }
  await record('/schemas/types')
  await record('/config')
  await record('/mode')
  await record('/subjects/nope/versions')
  for (const subject of (await record('/subjects')) as string[]) {
    const path = `/subjects/${encodeURIComponent(subject)}/versions`
    await record(`/config/${encodeURIComponent(subject)}`)
    for (const version of (await record(path)) as number[]) await record(`${path}/${version}`)
    await record(`${path}/latest`)
  }
  return answers
}

function idOf(line: string): number | null {
  const { bytes } = JSON.parse(line) as { bytes: string }
  const data = Buffer.from(bytes, 'base64')
  return data[0] === 0 ? data.readUInt32BE(1) : null
}
