import type { DataColumn } from '#components/data-table/data-column.ts'
import type { SubjectSummary } from '#lib/contract/schemas.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { schemaTypeLabel } from './schema-words.ts'

/** The subjects; the sortable ids are the sort keys of the API. `common` is the registry's own compatibility. */
export function schemaColumns(common: string | null): readonly DataColumn<SubjectSummary>[] {
  return [
    {
      id: 'subject',
      header: 'Subject',
      width: 340,
      grow: true,
      sort: 'ascending',
      csv: ({ subject }) => subject,
      cell: ({ subject }) => subject,
    },
    {
      id: 'type',
      header: 'Type',
      width: 130,
      csv: ({ type }) => type,
      cell: ({ type, problem }) =>
        type === null ? (
          <span className="text-warn" data-tip={problem ?? undefined}>
            not readable
          </span>
        ) : (
          schemaTypeLabel(type)
        ),
    },
    {
      id: 'latestVersion',
      header: 'Latest version',
      width: 128,
      align: 'end',
      csv: ({ latestVersion }) => latestVersion,
      cell: ({ latestVersion }) => (latestVersion === null ? '–' : formatCount(latestVersion)),
    },
    {
      id: 'id',
      header: 'Id',
      width: 96,
      align: 'end',
      tip: 'The id of the latest version, as records carry it',
      csv: ({ id }) => id,
      cell: ({ id }) => (id === null ? '–' : <span className="font-mono text-sm">{id}</span>),
    },
    {
      id: 'references',
      header: 'Refers to',
      width: 104,
      align: 'end',
      tip: 'Other schemas that the latest version needs',
      csv: ({ references }) => references,
      cell: ({ references }) =>
        references === null ? '–' : references === 0 ? <span className="text-faint">0</span> : formatCount(references),
    },
    {
      id: 'compatibility',
      header: 'Compatibility',
      width: 200,
      tip: 'What a new version has to keep',
      csv: ({ compatibility }) => compatibility ?? common,
      cell: ({ compatibility, problem }) =>
        compatibility !== null ? (
          compatibility
        ) : (
          <span className="text-muted" data-tip={problem ?? "The registry's own"}>
            {problem === null ? (common ?? '–') : '–'}
          </span>
        ),
    },
  ]
}
