import type { Config } from './schema.ts'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/

/** Sentences about secrets that this configuration sends over connections which are not encrypted; those on this machine are left out. */
export function plainSecrets({ clusters, alerts }: Config): string[] {
  return [
    ...clusters.flatMap(({ id, sasl, tls, brokers, schemaRegistry, connect, audit: { sink } }) => [
      ...(sasl && !tls && brokers.some(({ host }) => !LOOPBACK.test(host))
        ? [`${id}: the password of sasl goes to the brokers without TLS: set tls.`]
        : []),
      ...(schemaRegistry && isPlain(schemaRegistry)
        ? [`${id}: the credentials of schemaRegistry go over http://: use https://.`]
        : []),
      ...connect
        .filter(isPlain)
        .map(({ name }) => `${id}: the credentials of the Connect cluster ${name} go over http://: use https://.`),
      ...(sink?.kind === 'webhook' && isForeignHttp(sink.url.reveal())
        ? [`${id}: audit records go to the webhook of audit.sink over http://: use https://.`]
        : []),
      ...(sink?.kind === 'syslog' && !sink.tls && !LOOPBACK.test(sink.address.host)
        ? [`${id}: audit records go to the syslog server of audit.sink without TLS: set tls.`]
        : []),
    ]),
    // Whoever knows its address may post there, so that the address itself is one.
    ...alerts.webhooks
      .filter(({ url }) => isForeignHttp(url.reveal()))
      .map(
        ({ name }) =>
          `The webhook ${name} is called over http://, its address and headers can be read on the way: use https://.`,
      ),
  ]
}

function isPlain({
  url,
  ...service
}: Config['clusters'][number]['connect'][number] | NonNullable<Config['clusters'][number]['schemaRegistry']>): boolean {
  const hasSecret = service.password !== undefined || service.token !== undefined || new URL(url).password !== ''
  return hasSecret && isForeignHttp(url)
}

function isForeignHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !LOOPBACK.test(hostname)
}
