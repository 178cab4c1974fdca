import type { Endpoint } from '#lib/contract/endpoint.ts'

/** @throws Error where a verb answers with a status or a type that the contract does not name: clients cannot expect it */
export function requireDocumented(endpoint: Endpoint, { status, headers }: Response): void {
  const type = headers.get('content-type')?.split(';')[0] ?? 'application/json'
  const usual = { status: endpoint.status, type: endpoint.outputType }
  const answers = [usual, ...endpoint.others.map((other) => ({ ...usual, type: 'application/json', ...other }))]
  if (!answers.some((answer) => answer.status === status && answer.type === type))
    throw new Error(`${endpoint.method} ${endpoint.path} answers ${status} ${type}, which its contract does not name`)
}
