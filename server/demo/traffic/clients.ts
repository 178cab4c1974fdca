import kafkajs, { type Consumer, type ConsumerConfig, type IHeaders, type Producer, type ProducerConfig } from 'kafkajs'
import { patchIdleLoop } from '#server/kafka/connection/idle-loop-patch.ts'
import { compress, decompress } from '#server/kafka/records/codecs.ts'

// The codec table is not among the names that Node finds in this CommonJS module.
const { CompressionCodecs, CompressionTypes, Kafka, logLevel, Partitioners } = kafkajs

/** Makes the shop's clients, each application with a client id of its own. */
export interface Clients {
  kafka(clientId: string): kafkajs.Kafka
  producer(clientId: string, config?: ProducerConfig): Promise<Producer>
  /** The consumer is not connected yet. */
  consumer(clientId: string, config: ConsumerConfig): Consumer
  /** Leaves all groups and closes all connections. */
  close(): Promise<void>
}

const RETRY = { initialRetryTime: 300, maxRetryTime: 5_000, retries: 8 }
/** The whole shop lives in one small process, so its consumers fetch little at a time; leaving a group waits for the fetch under way. */
const SMALL_FETCHES = { maxBytesPerPartition: 65_536, maxBytes: 262_144, maxWaitTimeInMs: 500 }

export function shopClients(bootstrapServers: string): Clients {
  patchIdleLoop()
  registerCodecs()
  const kafka = (clientId: string) =>
    new Kafka({ clientId, brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING, retry: RETRY })
  const open: (Consumer | Producer)[] = []
  return {
    kafka,
    producer: async (clientId, config = {}) => {
      const producer = kafka(clientId).producer({
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
        ...config,
      })
      open.push(producer)
      await producer.connect()
      return producer
    },
    consumer: (clientId, config) => {
      const consumer = kafka(clientId).consumer({
        allowAutoTopicCreation: false,
        // Members that could not say goodbye are gone soon, and the next start need not wait for them.
        sessionTimeout: 10_000,
        ...SMALL_FETCHES,
        ...config,
        retry: { ...RETRY, restartOnFailure: async () => false },
      })
      // A restart inside kafkajs can go on failing for minutes; a new process is the way out.
      consumer.on('consumer.crash', ({ payload }) => {
        setImmediate(() => {
          throw payload.error
        })
      })
      open.push(consumer)
      return consumer
    },
    close: async () => {
      await Promise.allSettled(open.map((client) => client.disconnect()))
    },
  }
}

/** kafkajs brings gzip only. */
function registerCodecs(): void {
  const codec = (name: 'snappy' | 'lz4' | 'zstd') => () => ({
    compress: async (encoder: { buffer: Buffer }) => compress(name, encoder.buffer),
    decompress: async (data: Buffer) => decompress(name, data),
  })
  CompressionCodecs[CompressionTypes.Snappy] = codec('snappy')
  CompressionCodecs[CompressionTypes.LZ4] = codec('lz4')
  CompressionCodecs[CompressionTypes.ZSTD] = codec('zstd')
}

/** The last value of a header as text, or undefined. */
export function headerText(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name]
  return (Array.isArray(value) ? value.at(-1) : value)?.toString()
}
