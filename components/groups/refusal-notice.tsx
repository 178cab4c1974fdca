import { Checkbox } from '#components/ui/checkbox.tsx'
import { StatusShape } from '#components/ui/status-tag.tsx'

/** Why a change of a group is refused, and the box that does it all the same where that is possible. */
export function RefusalNotice({
  refusal,
  forcible,
  label,
  force,
  onForce,
}: {
  /** Null where nothing speaks against it. */
  refusal: string | null
  forcible: boolean
  label: string
  force: boolean
  onForce: (force: boolean) => void
}) {
  if (refusal === null) return null
  return (
    <>
      <p className="mt-3 flex items-start gap-2 rounded-md bg-warn-soft px-3 py-1.5">
        <StatusShape tone="warn" className="mt-1.5 text-warn" />
        {refusal}
      </p>
      {forcible ? (
        <div className="mt-2">
          <Checkbox label={label} checked={force} onChange={onForce} />
        </div>
      ) : null}
    </>
  )
}
