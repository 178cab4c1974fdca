import Link from 'next/link'
import type { DataColumn } from '#components/data-table/data-column.ts'
import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { Connector } from '#lib/contract/connect.ts'
import { plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'

/** The connectors; the sortable ids are the sort keys of the API. */
export const connectorColumns = (cluster: string): readonly DataColumn<Connector>[] => [
  {
    id: 'name',
    header: 'Connector',
    width: 180,
    sort: 'ascending',
    csv: ({ name }) => name,
    cell: ({ name, connectorClass }) => <span data-tip={connectorClass ?? undefined}>{name}</span>,
  },
  {
    id: 'state',
    header: 'State',
    width: 104,
    sort: 'ascending',
    csv: ({ state }) => state,
    cell: ({ state }) => <StatusTag tone={toneOf(state)}>{state.toLowerCase()}</StatusTag>,
  },
  {
    id: 'type',
    header: 'Type',
    width: 76,
    sort: 'ascending',
    csv: ({ type }) => type,
    cell: ({ type }) => type,
  },
  {
    id: 'tasks',
    header: 'Tasks',
    width: 140,
    csv: ({ tasks, tasksFailed }) => `${tasks.length - tasksFailed} of ${tasks.length}`,
    cell: ({ tasks, tasksFailed }) => (
      <span
        data-tip={tasks
          .map(({ id, state, workerId }) => `${id} ${state.toLowerCase()} on ${workerId ?? 'no worker'}`)
          .join('\n')}
      >
        {tasks.length === 0 ? <span className="text-faint">none</span> : plural(tasks.length, 'task')}
        {tasksFailed > 0 ? <b className="font-semibold text-bad"> · {tasksFailed} failed</b> : null}
      </span>
    ),
  },
  {
    id: 'error',
    header: 'What is wrong',
    width: 240,
    grow: true,
    csv: ({ error }) => error,
    cell: ({ error }) =>
      error === null ? (
        <span className="text-faint">–</span>
      ) : (
        <span data-tip={error.slice(0, 1_200)}>{causeOf(error)}</span>
      ),
  },
  {
    id: 'topics',
    header: 'Reads',
    width: 120,
    csv: (row) => topicsOf(row),
    cell: (row) =>
      topicsOf(row) === '' ? (
        <span className="text-faint">–</span>
      ) : (
        <span data-tip={topicsOf(row)}>{topicsOf(row)}</span>
      ),
  },
  {
    id: 'group',
    header: 'Consumer group',
    width: 150,
    csv: ({ group }) => group,
    cell: ({ group }) =>
      group === null ? (
        <span className="text-faint">–</span>
      ) : (
        <Link href={pagePaths.group(cluster, group)} className="hover:underline">
          {group}
        </Link>
      ),
  },
  {
    id: 'deadLetters',
    header: 'Dead letters',
    width: 130,
    csv: ({ deadLetters }) => deadLetters?.topic ?? null,
    cell: ({ deadLetters }) =>
      deadLetters === null ? (
        <span className="text-faint">–</span>
      ) : (
        <Link href={pagePaths.deadLetters(cluster, deadLetters.topic)} className="hover:underline">
          {deadLetters.topic}
        </Link>
      ),
  },
  {
    id: 'connect',
    header: 'On',
    width: 90,
    sort: 'ascending',
    csv: ({ connect }) => connect,
    cell: (row) => row.connect,
  },
]

const TONES: Record<string, Tone> = { RUNNING: 'ok', FAILED: 'bad', UNASSIGNED: 'warn', RESTARTING: 'info' }

function toneOf(state: string): Tone {
  return TONES[state] ?? 'idle'
}

function topicsOf({ topics, topicsRegex }: Connector): string {
  return topicsRegex === null ? topics.join(', ') : `/${topicsRegex}/`
}

/** Of a Java stack trace what caused it at last; the first line mostly says only that a handler gave up. */
function causeOf(trace: string): string {
  const lines = trace.split('\n')
  const cause = lines.findLast((line) => line.startsWith('Caused by: ')) ?? lines[0] ?? ''
  // The package of the exception's class is no news.
  return cause.replace(/^Caused by: /, '').replace(/^(?:[\w$]+\.)+(?=[\w$]+)/, '')
}
