import { createTopic } from '#testkit/broker/topics.ts'

/** A topic that keeps records however old: those of the tests are from years ago, and a broker's retention would take them away. */
export async function lastingTopic({ config = {}, ...shape }: Parameters<typeof createTopic>[0] = {}): Promise<string> {
  return createTopic({ ...shape, config: { 'retention.ms': '-1', ...config } })
}
