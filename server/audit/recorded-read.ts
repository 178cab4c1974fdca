import { ByteStream } from '#server/http/route.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { type AuditedAction, endOf, intentOf, type Outcome, whoOf } from './audit-entry.ts'
import { problemText } from './record-audit.ts'
import { writeHome } from './write-audit.ts'

/**
 * A verb whose answer is recorded as leaving the console: an export or a download. Nothing waits for the record, and it is never written to the
 * cluster that was read. `describe` answers null where the answer is not such a one.
 */
export function recordedRead<Input, Output>(
  describe: (input: Input) => AuditedAction | null,
  verb: (ctx: ClusterCtx, input: Input) => Promise<Output>,
): (ctx: ClusterCtx, input: Input) => Promise<Output> {
  return async (ctx, input) => {
    const action = describe(input)
    if (!action) return verb(ctx, input)
    const end = beginRead(ctx, action)
    try {
      const output = await verb(ctx, input)
      if (output instanceof ByteStream) followStream(ctx, output, action, end)
      else end({ result: 'ok', problem: null })
      return output
    } catch (error) {
      end({ result: 'failed', problem: problemText(error) })
      throw error
    }
  }
}

function beginRead(ctx: ClusterCtx, action: AuditedAction): (outcome: Outcome) => void {
  const intent = intentOf(ctx.cluster, action, whoOf(ctx))
  const begun = writeHome(ctx.cluster, intent)
  let isOver = false
  return (outcome) => {
    if (isOver) return
    isOver = true
    void begun.then(async () => writeHome(ctx.cluster, endOf(intent, action, outcome)))
  }
}

/** Its owner is closed however the stream ends, also where nobody reads the first byte of it. */
function followStream(
  { owner }: ClusterCtx,
  stream: ByteStream,
  action: AuditedAction,
  end: (to: Outcome) => void,
): void {
  const { pieces } = stream
  const details: Record<string, unknown> = (action.details ??= {})
  details['bytes'] = 0
  let bytes = 0
  let isWhole = false
  stream.pieces = (async function* () {
    for await (const piece of pieces) {
      bytes += piece.length
      yield piece
    }
    isWhole = true
  })()
  const close = () => {
    details['bytes'] = bytes
    const problem = 'It was not read to its end.'
    end(isWhole ? { result: 'ok', problem: null } : { result: 'failed', problem })
  }
  if (owner.signal.aborted) close()
  else owner.signal.addEventListener('abort', close, { once: true })
}
