'use client'

import { useCallback, useMemo } from 'react'
import {
  rememberForTopic,
  topicKey,
  type TopicPreference,
  topicPreferences,
} from '#lib/preferences/topic-preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'

const NOTHING: TopicPreference = {}

/** What was chosen for the records of this topic last time, and how to remember another choice. */
export function useTopicPreference(at: { cluster: string; topic: string }) {
  const [all] = useStored(topicPreferences)
  const key = topicKey(at)
  const remember = useCallback((change: TopicPreference) => rememberForTopic(key, change), [key])
  const preference = all[key] ?? NOTHING
  return useMemo(() => ({ preference, remember }), [preference, remember])
}
