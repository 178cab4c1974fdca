import { connect, createServer, type Socket } from 'node:net'

/** A way to the console that a test can cut: for the page it is as if the network, or a proxy in between, had gone. */
export interface CuttableProxy {
  url: string
  /** Ends all connections and takes no new ones until {@link mend}. */
  cut(): void
  mend(): void
  /** Carries nothing any more over the connections there are, without ending them; new ones work. */
  silence(): void
  close(): Promise<void>
}

/** @param idleMs ends connections that carry nothing for so long, as reverse proxies do */
export async function cuttableProxy(target: string, { idleMs }: { idleMs?: number } = {}): Promise<CuttableProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let whole = true
  const server = createServer((from) => {
    if (!whole) {
      from.destroy()
      return
    }
    const to = connect(Number(port), hostname)
    for (const socket of [from, to]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      if (idleMs !== undefined) socket.setTimeout(idleMs, () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        from.destroy()
        to.destroy()
      })
    }
    from.pipe(to).pipe(from)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const cut = () => {
    whole = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    cut,
    mend: () => (whole = true),
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause()
    },
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
