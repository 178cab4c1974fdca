import { afterEach, expect, it } from 'vitest'
import { DeadLetterConfig } from '#server/config/dead-letters-schema.ts'
import { decodeFailure } from '../decode-failure.ts'
import { HeaderView } from '../header-view.ts'
import { configureFamilies } from './custom.ts'
import { familiesOf } from './registry.ts'

const headers = (entries: Record<string, string>) =>
  Object.entries(entries).map(([name, value]) => ({ name: Buffer.from(name), value: Buffer.from(value) }))

afterEach(() => configureFamilies([]))

it('reads conventions the configuration describes: MassTransit and Karafka, as the README gives them', () => {
  const { mappings } = DeadLetterConfig.parse({
    mappings: [
      {
        name: 'MassTransit',
        marks: ['MT-Fault-ExceptionType'],
        exceptionClass: 'MT-Fault-ExceptionType',
        message: 'MT-Fault-Message',
        stackTrace: 'MT-Fault-StackTrace',
        component: 'MT-Fault-ConsumerType',
        attempts: 'MT-Fault-RetryCount',
        strip: ['MT-Fault-*', 'MT-Reason'],
      },
      {
        name: 'Karafka',
        marks: ['source_topic'],
        topic: 'source_topic',
        partition: 'source_partition',
        offset: 'source_offset',
        group: 'source_consumer_group',
        attempts: 'source_attempts',
        strip: ['source_trace_id'],
      },
    ],
  })
  configureFamilies(mappings)
  const massTransit = headers({
    'MT-Reason': 'fault',
    'MT-Fault-ExceptionType': 'System.TimeoutException',
    'MT-Fault-Message': 'too late',
    'MT-Fault-RetryCount': '3',
    business: 'stays',
  })
  expect(decodeFailure(massTransit)).toMatchObject({
    family: 'custom',
    exceptionClass: 'System.TimeoutException',
    exceptionMessage: 'too late',
    attempts: 3,
    origin: null,
  })
  const [family] = familiesOf(new HeaderView(massTransit))
  expect(massTransit.map(({ name }) => family?.isErrorHeader(name.toString()))).toEqual([true, true, true, true, false])
  const karafka = headers({
    source_topic: 'orders',
    source_partition: '2',
    source_offset: '77',
    source_consumer_group: 'billing',
  })
  expect(decodeFailure(karafka)).toMatchObject({
    component: 'Karafka',
    group: 'billing',
    origin: { topic: 'orders', partition: 2, offset: 77n },
  })
})
