'use client'

import { RotateCcw } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { DeadLetter, DeadLetterState } from '#lib/contract/dead-letters.ts'
import { readable } from '#lib/json/pretty-json.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { whatHappened, whereItStands } from './plain-words.ts'
import { SendAgain } from './send-again.tsx'

const STATE: Record<DeadLetterState, { tone: Tone; word: string }> = {
  open: { tone: 'bad', word: 'waiting' },
  failedAgain: { tone: 'warn', word: 'failed again' },
  replayed: { tone: 'ok', word: 'sent again' },
  ignored: { tone: 'idle', word: 'ignored' },
}

/** One failed message in plain words, and the way to send it again without leaving the page. */
export function SupportLetter({ cluster, letter }: { cluster: string; letter: DeadLetter }) {
  const whyNot = useWhyNot(cluster, 'deadLetter.replay')
  const [sending, setSending] = useState(false)
  const { message, origin, state } = letter
  const { tone, word } = STATE[state]
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
      <p className="text-muted">{whereItStands(letter)}</p>
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
      {sending ? (
        <SendAgain cluster={cluster} letter={letter} onCancel={() => setSending(false)} />
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
