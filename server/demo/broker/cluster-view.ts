import { connect } from 'node:net'

/** Metadata v2, correlation id 1, client "x", no topics. */
const REQUEST = Buffer.from('0000000f' + '0003' + '0002' + '00000001' + '000178' + '00000000', 'hex')

/** What one broker says about its cluster. */
interface ClusterView {
  brokers: number
  clusterId: string
}

/**
 * Asks the broker on this loopback port how many live brokers its cluster has; undefined while it does not answer.
 * A real request, because a port that accepts connections is not yet a broker that serves.
 */
export async function clusterView(port: number, timeoutMs = 500): Promise<ClusterView | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    let answer = Buffer.alloc(0)
    const finish = (view: ClusterView | undefined) => {
      socket.destroy()
      resolve(view)
    }
    socket.setTimeout(timeoutMs, () => finish(undefined))
    socket.once('error', () => finish(undefined))
    socket.once('close', () => finish(undefined))
    socket.once('connect', () => socket.write(REQUEST))
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk])
      if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) finish(parse(answer))
    })
  })
}

/** Size and correlation id, array of brokers (id, host, port, rack), cluster id; undefined if it is something else. */
function parse(answer: Buffer): ClusterView | undefined {
  let at = 8
  const string = () => {
    const length = Math.max(0, answer.readInt16BE(at))
    at += 2 + length
    return answer.toString('utf8', at - length, at)
  }
  try {
    const brokers = answer.readInt32BE(at)
    at += 4
    for (let index = 0; index < brokers; index++) {
      at += 4
      string()
      at += 4
      string()
    }
    return { brokers, clusterId: string() }
  } catch {
    return undefined
  }
}
