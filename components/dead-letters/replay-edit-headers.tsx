import { HeaderFields } from '#components/messages/header-fields.tsx'
import { type HeaderDraft, headerDrafts, headerIssue } from '#components/messages/produce-draft.ts'
import type { Header } from '#lib/contract/messages.ts'

/** A name that was no UTF-8 cannot be written back from its text. */
const LOST = '\ufffd'

/** The headers that the one record goes out with; null while they are as they were. */
export function ReplayEditHeaders({
  before,
  more = 0,
  headers,
  onChange,
}: {
  /** Without those of the failure and of earlier replays. */
  before: readonly Header[]
  /** How many there are behind those. */
  more?: number | undefined
  headers: HeaderDraft[] | null
  onChange: (headers: HeaderDraft[] | null) => void
}) {
  if (more > 0 || before.some(({ name, value }) => value?.truncated || name.includes(LOST)))
    return (
      <p className="text-sm text-muted">
        Its headers are too many, too large or no text: they can be edited over the API.
      </p>
    )
  const own = headerDrafts([...before])
  const shown = headers ?? own
  return (
    <div className="flex flex-col gap-1.5">
      <HeaderFields
        headers={shown}
        issueOf={(path) => {
          const header = shown[Number(path.slice('headers.'.length))]
          return header && headerIssue(header)
        }}
        // As they were is no edit: the record keeps their bytes.
        onChange={(next) => onChange(same(next, own) ? null : next)}
      />
      <p className="text-sm text-muted">
        {headers === null
          ? 'Unchanged: they keep their bytes and order. Those of the failure are not part of it.'
          : (headers.map(headerIssue).find((issue) => issue !== undefined) ??
            'Changed: the audit says that the record was edited.')}
      </p>
    </div>
  )
}

function same(a: readonly HeaderDraft[], b: readonly HeaderDraft[]): boolean {
  const written = (headers: readonly HeaderDraft[]) => JSON.stringify(headers.map((one) => ({ ...one, id: 0 })))
  return written(a) === written(b)
}
