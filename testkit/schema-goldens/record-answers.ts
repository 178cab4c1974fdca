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

/** A write that the registry answered, in the order of the session. */
interface RecordedWrite extends RecordedAnswer {
  method: 'POST' | 'PUT' | 'DELETE'
  path: string
  sent: unknown
  /** What it answered to GETs afterwards. */
  after: Record<string, RecordedAnswer>
}

const draftOf = (fields: readonly object[]) => ({
  schema: JSON.stringify({ type: 'record', name: 'Draft', namespace: 'shop', fields }),
})
const ID = { name: 'id', type: 'long' }
const NOTE = { name: 'note', type: ['null', 'string'], default: null }
const WITHOUT_DEFAULT = { name: 'must', type: 'string' }

/** Registering and deleting, on subjects that nothing else uses: a first version, one that follows, one that must not, deletions. */
export async function recordWrites(url: string): Promise<RecordedWrite[]> {
  const writes: RecordedWrite[] = []
  const subject = '/subjects/drafts-value'
  const gets = [
    '/subjects',
    `${subject}/versions`,
    `${subject}/versions/latest`,
    `${subject}/versions/1`,
    `${subject}/versions/2`,
    '/config/drafts-value',
  ]
  const ask = async (path: string, init: RequestInit = {}): Promise<RecordedAnswer> => {
    const response = await fetch(`${url}${path}`, init)
    return { status: response.status, body: (await response.json().catch(() => null)) as unknown }
  }
  const write = async (method: RecordedWrite['method'], path: string, sent?: object) => {
    const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' }
    const answer = await ask(path, { method, headers, ...(sent ? { body: JSON.stringify(sent) } : {}) })
    const after = Object.fromEntries(await Promise.all(gets.map(async (each) => [each, await ask(each)] as const)))
    writes.push({ method, path, sent: sent ?? null, ...answer, after })
  }
  const [first, second, broken] = [draftOf([ID]), draftOf([ID, NOTE]), draftOf([ID, WITHOUT_DEFAULT])]
  const compatibility = '/compatibility/subjects/drafts-value/versions/latest?verbose=true'
  await write('POST', compatibility, first)
  await write('POST', subject, first)
  await write('POST', `${subject}/versions`, first)
  await write('POST', subject, first)
  await write('PUT', '/config/drafts-value', { compatibility: 'BACKWARD' })
  for (const schema of [broken, second]) {
    await write('POST', subject, schema)
    await write('POST', compatibility, schema)
    await write('POST', `${subject}/versions`, schema)
  }
  await write('POST', subject, second)
  await write('POST', compatibility, second)
  await write('DELETE', `${subject}/versions/1`)
  await write('DELETE', `${subject}/versions/1?permanent=true`)
  await write('DELETE', subject)
  await write('DELETE', `${subject}?permanent=true`)
  await write('DELETE', subject)
  return writes
}
