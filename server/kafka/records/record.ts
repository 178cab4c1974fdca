/** What a part was of which only the beginning is there. */
export interface CutPart {
  sizeBytes: number
  /** Its last bytes, by which formats are told. */
  ending: Buffer
}

/** A record's header. Names are bytes, since nothing makes a client write UTF-8; a null value differs from an empty one. */
export interface RecordHeader {
  name: Buffer
  value: Buffer | null
  /** Only where the value is cut. */
  cut?: CutPart
}

/** What is missing of a record that was read to be shown. Whoever writes records reads whole ones, which have none of this. */
export interface RecordCut {
  key?: CutPart
  value?: CutPart
  /** How many headers are left out behind those that are there. */
  headers: number
}

/**
 * One record. Its buffers are views into the batch they came from: copy what shall outlive the batch, or the whole batch stays in
 * memory.
 */
export interface KafkaRecord {
  offset: bigint
  /** Milliseconds since the epoch; the time of appending where the topic says so; -1 where there is none (magic 0). */
  timestamp: number
  /** The timestamp's digits, only where they are beyond what `timestamp` holds exactly. */
  exactTimestamp?: string
  key: Buffer | null
  value: Buffer | null
  /** In the order they were sent, duplicates included. */
  headers: RecordHeader[]
  /** What the record takes in its batch before compression. */
  sizeBytes: number
  cut?: RecordCut
}
