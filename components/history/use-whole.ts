'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Message } from '#lib/contract/messages.ts'
import { messageOptions } from '#lib/queries/messages.ts'

/** Two records with their whole values, loaded when asked for. */
export function useWhole(
  at: { cluster: string; topic: string },
  before: Message | undefined,
  after: Message,
): {
  before: Message | undefined
  after: Message | undefined
  loading: boolean
  tooLarge: boolean
  load: () => void
} {
  const [wanted, setWanted] = useState(false)
  const enabled = wanted && before !== undefined
  const first = useQuery({ ...messageOptions(at, before ?? after, {}), enabled })
  const second = useQuery({ ...messageOptions(at, after, {}), enabled })
  const loaded = enabled && first.data !== undefined && second.data !== undefined
  return {
    before: loaded ? first.data : undefined,
    after: loaded ? second.data : undefined,
    loading: enabled && !loaded && !first.error && !second.error,
    tooLarge: loaded && [first.data, second.data].some((message) => message?.value?.truncated),
    load: () => setWanted(true),
  }
}
