import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTopic } from './topics.ts'

const warnings: string[] = []
const onWarning = ({ name, message }: Error) => warnings.push(`${name}: ${message}`)

beforeAll(() => void process.on('warning', onWarning))
afterAll(() => void process.off('warning', onWarning))

it('a client of the tests arms no timer with a negative time', async () => {
  await createTopic()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(warnings).toEqual([])
})
