/** Requests that several rows of the tables make. */
export const reason = 'a test'
export const record = { partition: 0, offset: '0' }
export const replay = (parts: object) => ({
  source: { topic: '{dlq}' },
  selection: { records: [record] },
  target: { origin: true },
  reason,
  dryRun: true,
  ...parts,
})
export const draft = {
  type: 'AVRO',
  text: '{"type":"record","name":"Draft","namespace":"shop","fields":[{"name":"id","type":"long"}]}',
}
