import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { GroupDetail } from '#lib/contract/groups.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { getGroup } from './get-group.ts'
import { ClassicMember } from '#testkit/groups/classic-member.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import { type ConsumerMember, joinConsumerGroup } from '#testkit/groups/consumer-member.ts'

const bootstrapServers = inject('bootstrapServers')
const ctx = testContext(bootstrapServers)
const members: (ConsumerMember | ClassicMember)[] = []

beforeAll(async () => {
  // A fresh broker has no coordinators for a moment.
  await commitOffset(ctx.cluster, randomName('first'), { topic: await createTopic(), offset: 0n })
}, 60_000)

afterAll(async () => {
  await Promise.allSettled(members.map(async (member) => ('leave' in member ? member.leave() : member.close())))
  ctx.cluster.close()
})

/** Asks until the group is as awaited, beating meanwhile; the last answer is what the test then judges. */
async function groupWhen(
  id: string,
  ready: (group: GroupDetail) => boolean,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<GroupDetail> {
  for (const deadline = Date.now() + 40_000; ; await new Promise((resolve) => setTimeout(resolve, 300))) {
    await meanwhile()
    await lagSampler(ctx.cluster).resample()
    const group = await getGroup(ctx, { cluster: 'test', group: id, against: 'end' }).catch((error: unknown) => {
      if (Date.now() > deadline) throw error
    })
    if (group && (ready(group) || Date.now() > deadline)) return group
  }
}

const reads = ({ members: found }: GroupDetail) =>
  found.map(({ assignment }) => assignment?.flatMap(({ partitions }) => partitions) ?? null)

async function joined(subscription: Parameters<typeof joinConsumerGroup>[1]): Promise<ConsumerMember> {
  const member = await joinConsumerGroup(ctx.cluster, subscription)
  members.push(member)
  return member
}

test('static members are known by their instance, in both protocols', { timeout: 90_000 }, async () => {
  const topic = await createTopic({ partitions: 2 })
  const names = { consumer: randomName('static'), classic: randomName('static') }
  const member = await joined({ group: names.consumer, topics: [topic], instanceId: 'payments-1' })
  const consumer = await groupWhen(
    names.consumer,
    (group) => reads(group)[0]?.length === 2 && group.state === 'Stable',
    async () => member.beat(),
  )
  expect(consumer).toMatchObject({ type: 'consumer', state: 'Stable', members: [{ instanceId: 'payments-1' }] })

  const classic = new ClassicMember(bootstrapServers, { group: names.classic, instanceId: 'payments-2', topic })
  members.push(classic)
  await classic.join()
  await classic.take([0, 1])
  const group = await groupWhen(names.classic, ({ state }) => state === 'Stable')
  expect(group).toMatchObject({ type: 'classic', state: 'Stable', members: [{ instanceId: 'payments-2' }] })
  expect(reads(group)).toEqual([[0, 1]])
})

test('a subscription by regular expression: the expression, and what it found', { timeout: 90_000 }, async () => {
  const prefix = randomName('orders')
  const topics = [await createTopic({ topic: `${prefix}.eu` }), await createTopic({ topic: `${prefix}.us` })]
  const group = randomName('regex')
  const member = await joined({ group, regex: `${prefix}\\..*` })
  const found = await groupWhen(
    group,
    (seen) => seen.members[0]?.assignment?.length === 2,
    async () => member.beat(),
  )
  expect(found.members[0]).toMatchObject({ subscription: [], subscriptionRegex: `${prefix}\\..*` })
  expect(found.members[0]?.assignment?.map(({ topic }) => topic).toSorted()).toEqual(topics)
  expect(found.topics.map(({ topic }) => topic)).toEqual(topics)
})

test(
  'a rebalance of a classic group, in both of its phases: said, and no reason for alarm',
  { timeout: 90_000 },
  async () => {
    const topic = await createTopic({ partitions: 2 })
    const group = randomName('rebalance')
    const first = new ClassicMember(bootstrapServers, { group, instanceId: 'one', topic })
    const second = new ClassicMember(bootstrapServers, { group, instanceId: 'two', topic })
    members.push(first, second)
    await first.join()
    await first.take([0, 1])
    await groupWhen(group, ({ state }) => state === 'Stable')
    // The second one waits until the first one has joined again.
    const waiting = second.join()
    const preparing = await groupWhen(group, ({ state }) => state === 'PreparingRebalance')
    expect(preparing.state).toBe('PreparingRebalance')
    expect(preparing.statusText).toMatch(/^A rebalance is in progress\. /)
    expect(['ok', 'neverCommitted']).toContain(preparing.status)
    expect(preparing.members.length).toBeGreaterThan(0)
    // What they are to read is being settled; it is not bytes of a protocol that is not known.
    expect(reads(preparing).every((partitions) => partitions !== null)).toBe(true)

    await first.join()
    await waiting
    const completing = await groupWhen(group, ({ state }) => state === 'CompletingRebalance')
    expect(completing).toMatchObject({ state: 'CompletingRebalance' })
    expect(completing.statusText).toMatch(/^A rebalance is in progress\. /)
    expect(new Set(completing.members.map(({ instanceId }) => instanceId))).toEqual(new Set(['one', 'two']))

    await first.take([0, 1])
    const stable = await groupWhen(group, ({ state }) => state === 'Stable')
    expect(stable.statusText).not.toContain('rebalance')
  },
)

test(
  'a KIP-848 group reconciles: what each has and what it is to become, and no reason for alarm',
  { timeout: 90_000 },
  async () => {
    const topic = await createTopic({ partitions: 2 })
    const group = randomName('reconciling')
    await commitOffset(ctx.cluster, group, { topic, offset: 0n })
    const first = await joined({ group, topics: [topic] })
    await groupWhen(
      group,
      (found) => reads(found)[0]?.length === 2,
      async () => first.beat(),
    )
    const second = await joined({ group, topics: [topic] })
    // The first one goes on with both, as one that has not finished its records.
    const reconciling = await groupWhen(
      group,
      ({ state, status, members: found }) => state === 'Reconciling' && status === 'ok' && found.length === 2,
      async () => {
        await first.beat({ keep: true })
        await second.beat()
      },
    )
    expect(reconciling).toMatchObject({ state: 'Reconciling', type: 'consumer', status: 'ok' })
    expect(reconciling.statusText).toMatch(/^A rebalance is in progress\. /)
    const waits = reconciling.members.find(({ id }) => id === second.memberId)
    expect(waits?.assignment).toEqual([])
    expect(waits?.targetAssignment).toMatchObject([{ topic, partitions: [expect.any(Number)] }])

    const settled = await groupWhen(
      group,
      ({ state }) => state === 'Stable',
      async () => {
        await first.beat()
        await second.beat()
      },
    )
    expect(settled.statusText).not.toContain('rebalance')
    expect(
      reads(settled)
        .flat()
        .toSorted((a, b) => Number(a) - Number(b)),
    ).toEqual([0, 1])
  },
)
