import { Checkbox } from '#components/ui/checkbox.tsx'
import { Warning } from '#components/ui/warning.tsx'

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
      <Warning className="mt-3">{refusal}</Warning>
      {forcible ? (
        <div className="mt-2">
          <Checkbox label={label} checked={force} onChange={onForce} />
        </div>
      ) : null}
    </>
  )
}
