'use client'

import { useEffect, useRef } from 'react'

/** Keys to actions: `/`, `j`, `Enter`, `mod+k` (Ctrl or ⌘), or two in a row, `g t`. */
export type Shortcuts = Record<string, (event: KeyboardEvent) => void>

const SEQUENCE_MS = 1200

/** Listens for the page's shortcuts. Plain keys are left alone while somebody types or a dialog or menu is open. */
export function useShortcuts(shortcuts: Shortcuts) {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })

  useEffect(() => {
    let first = ''
    let firstAt = 0
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return
      const mod = event.ctrlKey || event.metaKey
      if (!mod && isBusy(event.target)) return
      const key = mod ? `mod+${event.key.toLowerCase()}` : event.key
      const sequence = performance.now() - firstAt < SEQUENCE_MS ? `${first} ${key}` : ''
      const action = latest.current[sequence] ?? latest.current[key]
      first = key
      firstAt = performance.now()
      if (!action) return
      first = ''
      event.preventDefault()
      action(event)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][data-open], [role="menu"][data-open], [role="listbox"][data-open]'))
    return true
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input, textarea, select')
}
