'use client'

import { useEffect } from 'react'
import { rail, themeChoice } from '#lib/preferences/preferences.ts'

/** Keeps the attributes of the html element as chosen, and with the system's theme where that is the choice. */
export function ThemeSync() {
  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      const choice = themeChoice.get()
      const { dataset } = document.documentElement
      dataset['theme'] = choice === 'system' ? (system.matches ? 'dark' : 'light') : choice
      dataset['rail'] = rail.get()
    }
    apply()
    const stops = [themeChoice.subscribe(apply), rail.subscribe(apply)]
    system.addEventListener('change', apply)
    return () => {
      system.removeEventListener('change', apply)
      for (const stop of stops) stop()
    }
  }, [])
  return null
}
