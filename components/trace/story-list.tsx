'use client'

import { clsx } from 'clsx'
import { MessageTime, ValuePreview, Preview } from '#components/messages/message-columns.tsx'
import type { Lane, LaneTone } from '#components/timeline/lanes.tsx'
import { stepDuration } from '#components/timeline/step-duration.ts'
import type { Message } from '#lib/contract/messages.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import type { Step, Story } from './story.ts'

const DOT: Record<LaneTone, string> = {
  accent: 'bg-accent',
  info: 'bg-info',
  purple: 'bg-purple',
  ok: 'bg-ok',
  warn: 'bg-warn',
  bad: 'bg-bad',
  muted: 'bg-muted',
}

/** The records of a story one after the other, how long each came after the last, and where it stands. */
export function StoryList({
  story: { steps, lanes },
  chosen,
  onChoose,
}: {
  story: Story
  chosen: string | null
  onChoose: (message: Message) => void
}) {
  const laneOf = new Map(lanes.map((lane) => [lane.id, lane]))
  return (
    <ol aria-label="The records in the order of time" className="mt-3">
      {steps.map((step, index) => (
        <StepRow
          key={step.id}
          step={step}
          lane={laneOf.get(step.message.topic)}
          first={index === 0}
          last={index === steps.length - 1}
          chosen={step.id === chosen}
          onChoose={() => onChoose(step.message)}
        />
      ))}
    </ol>
  )
}

function StepRow({
  step: { message, afterMs, pause },
  lane,
  first,
  last,
  chosen,
  onChoose,
}: {
  step: Step
  lane: Lane | undefined
  first: boolean
  last: boolean
  chosen: boolean
  onChoose: () => void
}) {
  const [zone] = useStored(zoneChoice)
  const source = message.headers.find(({ name }) => SOURCE.test(name))?.value?.text
  return (
    <>
      {pause && afterMs !== null ? (
        <li className="relative flex h-8 items-center pl-8 text-sm text-muted">
          <span aria-hidden className="absolute inset-y-0 left-2.75 border-l border-dashed border-line-strong" />
          {formatDuration(afterMs)} later
        </li>
      ) : null}
      <li className="relative pl-6">
        {first || pause ? null : <span aria-hidden className="absolute top-0 left-2.75 h-3.5 w-px bg-line-strong" />}
        {last ? null : <span aria-hidden className="absolute top-3.5 bottom-0 left-2.75 w-px bg-line-strong" />}
        <span
          aria-hidden
          className={clsx(
            'absolute top-2.75 left-1.5 size-2.75 rounded-full ring-2 ring-bg',
            DOT[lane?.tone ?? 'muted'],
          )}
        />
        <div
          className={clsx(
            'relative grid grid-cols-[6.5rem_5rem_minmax(8rem,14rem)_1fr] items-baseline gap-x-3 rounded-md border px-2 py-1.5 max-md:grid-cols-[6.5rem_1fr]',
            chosen ? 'border-accent bg-accent-soft/40' : 'border-transparent hover:bg-hover',
          )}
        >
          <MessageTime message={message} zone={zone} />
          <span className="text-right text-sm text-muted tabular-nums max-md:text-left">
            {afterMs === null ? '' : stepDuration(afterMs)}
          </span>
          <span className="min-w-0 max-md:col-span-2">
            <button
              type="button"
              aria-pressed={chosen}
              onClick={onChoose}
              className="max-w-full truncate text-left align-bottom font-semibold after:absolute after:inset-0 hover:underline"
            >
              {message.topic}
            </button>
            <span className="block truncate text-sm text-muted">
              {message.partition} / {formatCount(message.offset)}
              {source === undefined ? '' : ` · by ${source}`}
            </span>
          </span>
          <span className="min-w-0 max-md:col-span-2">
            <span className="block truncate">
              <Preview decoded={message.key} none="no key" />
            </span>
            <span className="line-clamp-2 break-all text-muted">
              <ValuePreview message={message} />
            </span>
          </span>
        </div>
      </li>
    </>
  )
}

/** Headers by which producers say who they are. */
const SOURCE = /^(source|ce_source|producer|service|application|x-source)$/i
