import { StatusTag } from '#components/ui/status-tag.tsx'
import type { SchemaCheck } from '#lib/contract/schemas.ts'

/** Whether a schema that was checked may be registered. */
export function mayRegister({ problem, compatible, existing }: SchemaCheck): boolean {
  return problem === null && compatible !== false && existing === null
}

/** What the registry and this console say to a schema, before it is registered. */
export function SchemaVerdict({ check, level }: { check: SchemaCheck; level: string | null }) {
  const { problem, compatible, messages, existing } = check
  const rule = level === null ? 'the compatibility of this subject' : level
  return (
    <div aria-live="polite" className="mt-3 rounded-md bg-sunken px-3 py-2">
      {problem === null ? null : (
        <p>
          <StatusTag tone="bad">not readable</StatusTag> {problem}
        </p>
      )}
      {existing ? (
        <p>
          <StatusTag tone="idle">known</StatusTag> It is version {existing.version} already: registering it would add
          nothing.
        </p>
      ) : null}
      {problem === null && existing === null ? (
        <p>
          {compatible === true ? (
            <>
              <StatusTag tone="ok">compatible</StatusTag>{' '}
              {level === 'NONE' ? 'Any schema may follow in this subject.' : `It keeps ${rule}.`}
            </>
          ) : compatible === false ? (
            <>
              <StatusTag tone="bad">incompatible</StatusTag> It breaks {rule}: the registry will not take it.
            </>
          ) : (
            <>
              <StatusTag tone="warn">not known</StatusTag> The registry could not say whether it is compatible.
            </>
          )}
        </p>
      ) : null}
      {messages.length > 0 ? (
        <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-4 text-sm text-muted">
          {messages.map((message) => (
            <li key={message} className="break-words">
              {message}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
