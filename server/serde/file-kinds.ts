/** What files and compressed data begin with. */
const KINDS: readonly (readonly [magic: string, name: string])[] = [
  ['4f626a01', 'an Avro container file (with its own schema and many records)'],
  ['1f8b', 'gzip'],
  ['28b52ffd', 'Zstandard'],
  ['04224d18', 'an LZ4 frame'],
  ['ff060000734e61507059', 'framed Snappy'],
  ['82534e4150505900', 'Snappy of xerial'],
  ['425a68', 'bzip2'],
  ['fd377a585a00', 'xz'],
  ['504b0304', 'a ZIP file'],
  ['50415231', 'a Parquet file'],
  ['4f5243', 'an ORC file'],
  ['4152524f5731', 'an Arrow file'],
  ['aced0005', 'a serialised Java object'],
  ['255044462d', 'a PDF file'],
  ['89504e470d0a1a0a', 'a PNG image'],
  ['ffd8ff', 'a JPEG image'],
  ['47494638', 'a GIF image'],
  ['52494646', 'a RIFF file (WebP, WAV)'],
  ['53514c69746520666f726d6174203300', 'an SQLite database'],
]
const MAGIC = KINDS.map(([magic, name]) => ({ magic: Buffer.from(magic, 'hex'), name }))

/** What kind of file or compressed data bytes that are no text begin like; null where it is not known. */
export function fileKindOf(bytes: Buffer): string | null {
  return (
    MAGIC.find(({ magic }) => bytes.length > magic.length && bytes.subarray(0, magic.length).equals(magic))?.name ??
    null
  )
}
