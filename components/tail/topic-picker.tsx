'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { Input } from '#components/ui/input.tsx'
import { topicListOptions } from '#lib/queries/topics.ts'

/** As many as the server takes in one stream. */
const MAX_TOPICS = 50
const SUGGESTED = 50

/** Which topics are watched: each with a button that takes it away, and a field that adds one. */
export function TopicPicker({
  cluster,
  chosen,
  onChange,
}: {
  cluster: string
  chosen: readonly string[]
  onChange: (topics: string[]) => void
}) {
  const list = useId()
  const [text, setText] = useState('')
  const found = useQuery(topicListOptions(cluster, { search: text, pageSize: SUGGESTED }))
  const names = found.data?.items.map(({ name }) => name).filter((name) => !chosen.includes(name)) ?? []
  const take = (name: string) => {
    onChange([...chosen, name])
    setText('')
  }
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pt-1">
      <ul aria-label="Topics" className="contents">
        {chosen.map((topic) => (
          <li
            key={topic}
            className="flex h-7.5 max-w-full items-center gap-1 rounded-md border border-line-strong bg-surface pl-2.5"
          >
            <span className="truncate">{topic}</span>
            <button
              type="button"
              aria-label={`Do not watch ${topic}`}
              onClick={() => onChange(chosen.filter((other) => other !== topic))}
              className="flex size-7 items-center justify-center text-muted hover:text-ink"
            >
              <X size={14} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {chosen.length < MAX_TOPICS ? (
        <>
          <Input
            list={list}
            aria-label="Add a topic"
            placeholder={chosen.length === 0 ? 'Name of a topic' : 'Add a topic'}
            value={text}
            onChange={(event) => {
              const { value } = event.target
              // Chosen from the list: the whole name at once.
              if (names.includes(value) && !(event.nativeEvent instanceof InputEvent && event.nativeEvent.data))
                take(value)
              else setText(value)
            }}
            onKeyDown={(event) => {
              const only = found.isPlaceholderData || names.length !== 1 ? undefined : names[0]
              const name = names.includes(text) ? text : (only ?? text.trim())
              if (event.key === 'Enter' && name !== '' && !chosen.includes(name)) take(name)
            }}
            className="w-64 max-sm:w-full"
          />
          <datalist id={list}>
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </datalist>
        </>
      ) : (
        <span className="text-muted">{MAX_TOPICS} topics are the most that one list takes.</span>
      )}
    </div>
  )
}
