import type { Finding } from '#lib/contract/clusters.ts'
import { plural } from '#lib/format/numbers.ts'
import type { Untrusted } from '#server/trust/record-verifier.ts'
import type { UntrustedRecords } from '#server/trust/trust-report.ts'
import { UNTRUSTED_TEXT } from '#server/trust/untrusted-texts.ts'

/** These happen without an attack: other consoles, other versions. */
const HARMLESS = new Set<Untrusted>(['foreignKey', 'newerVersion', 'malformed'])

/** Records in the console's own topics that it does not obey, and whether it can sign its own. */
export function findUntrusted(records: readonly UntrustedRecords[], keyProblem: string | null): Finding[] {
  const about = { subject: '', href: '/audit', since: null }
  const noKey = `${keyProblem ?? ''} Replays, views, marks and alerts are kept in memory only.`
  return [
    ...(keyProblem === null ? [] : [{ ...about, severity: 'warning' as const, kind: 'no key', text: noKey }]),
    ...records.map(({ topic, problem, count, last }): Finding => ({
      ...about,
      severity: HARMLESS.has(problem) ? 'warning' : 'bad',
      kind: 'untrusted records',
      subject: topic,
      text: `${plural(count, 'record')} in ${topic}, last at offset ${last.offset}: ${UNTRUSTED_TEXT[problem]}. Ignored.`,
    })),
  ]
}
