'use client'

import { useQuery } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'
import { readable } from '#lib/json/pretty-json.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { replayOptions } from '#lib/queries/replays.ts'
import { howItStands, type Look, whatHappened } from './plain-words.ts'
import { SendAgain, Sent } from './send-again.tsx'

const LOOK: Record<Look, { tone: Tone; word: string }> = {
  open: { tone: 'bad', word: 'waiting' },
  failedAgain: { tone: 'warn', word: 'failed again' },
  replayed: { tone: 'ok', word: 'sent again' },
  ignored: { tone: 'idle', word: 'ignored' },
  sending: { tone: 'info', word: 'being sent' },
  awaitingApproval: { tone: 'warn', word: 'waits for approval' },
  notSent: { tone: 'bad', word: 'not sent' },
}

/** One failed message in plain words, and the way to send it again without leaving the page. */
export function SupportLetter({
  cluster,
  letter,
  onSent,
}: {
  cluster: string
  letter: DeadLetter
  /** It is being sent again: what is known of it gets old. */
  onSent: () => void
}) {
  const whyNot = useWhyNot(cluster, 'deadLetter.replay')
  const [sending, setSending] = useState(false)
  const [replay, setReplay] = useState<{ id: string; countBefore: number } | null>(null)
  const job = useQuery({ ...replayOptions(cluster, replay?.id ?? ''), enabled: replay !== null })
  const { message, origin } = letter
  const { look, text } = howItStands(letter, replay && { job: job.data, countBefore: replay.countBefore })
  const { tone, word } = LOOK[look]
  const details = `${pagePaths.deadLetters(cluster, message.topic)}?view=letters&open=${message.partition}-${message.offset}`
  return (
    <article className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-4">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 truncate font-semibold">{message.key?.text ?? 'Message without a key'}</h2>
        <StatusTag tone={tone}>{word}</StatusTag>
        <span className="ml-auto text-sm text-muted">
          {origin ? `${origin.topic} · ` : ''}
          <RelativeTime at={letter.failedAt ?? message.timestamp} />
        </span>
      </header>
      <p className="break-words">{whatHappened(letter)}</p>
      <p className="text-muted" aria-live="polite">
        {text}
      </p>
      <details>
        <summary className="cursor-pointer text-sm text-muted">What it says</summary>
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled area is reached by keyboard
          tabIndex={0}
          aria-label="What the message says"
          className="mt-1 max-h-48 overflow-auto rounded-md bg-sunken p-2.5 font-mono text-sm break-words whitespace-pre-wrap"
        >
          {message.value ? readable(message.value) : 'nothing'}
        </pre>
      </details>
      {replay !== null ? (
        <Sent cluster={cluster} replay={replay.id} />
      ) : sending ? (
        <SendAgain
          cluster={cluster}
          letter={letter}
          onCancel={() => setSending(false)}
          onStarted={(id) => {
            setReplay({ id, countBefore: letter.replayCount })
            onSent()
          }}
        />
      ) : (
        <div className="flex gap-3">
          <Button look="primary" blocked={whyNot} onClick={() => setSending(true)}>
            <RotateCcw size={14} aria-hidden />
            Send it again…
          </Button>
          <Link href={details} className="self-center text-sm text-muted hover:underline">
            All details
          </Link>
        </div>
      )}
    </article>
  )
}
