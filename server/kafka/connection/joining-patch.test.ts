import Connection from 'kafkajs/src/network/connection.js'
import { expect, test } from 'vitest'
import { patchJoining } from './joining-patch.ts'

/** Bytes 0 to 3 are the size of what follows, 4 to 7 the number of the request. */
const ANSWER = Buffer.from([0, 0, 0, 5, 0, 0, 0, 1, 42])

/** Three answers to nobody, in pieces of so many bytes: how many were taken apart, and what is kept of them. */
function receive(pieceBytes: number): { answers: number; kept: number } {
  let answers = 0
  const logger = { debug: () => undefined, error: () => undefined, warn: () => (answers += 1), namespace: () => logger }
  const connection = new Connection({ host: 'test', port: 1, logger, socketFactory: () => undefined })
  const stream = Buffer.concat([ANSWER, ANSWER, ANSWER])
  for (let at = 0; at < stream.length; at += pieceBytes) connection.processData(stream.subarray(at, at + pieceBytes))
  return { answers, kept: connection.chunks.length }
}

test('kafkajs still keeps what is empty: when this fails, the patch can go', () => {
  expect(receive(ANSWER.length)).toEqual({ answers: 3, kept: 1 })
})

test('patched, nothing is kept, in whatever pieces answers come', () => {
  patchJoining()
  for (const pieceBytes of [1, 4, ANSWER.length, 10, 100]) expect(receive(pieceBytes)).toEqual({ answers: 3, kept: 0 })
})
