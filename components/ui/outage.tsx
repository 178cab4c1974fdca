'use client'

import { createContext, useContext } from 'react'

/** The cluster of the page, or the console, does not answer: what is shown is old, and nothing can be changed. */
export interface Outage {
  since: number
  /** When the figures were read; null where nothing was. */
  asOf: number | null
  /** Who does not answer, before “since”: `No broker has answered`. */
  text: string
}

const Context = createContext<Outage | null>(null)

export const OutageProvider = Context.Provider

/** Null while everything answers. */
export const useOutage = (): Outage | null => useContext(Context)
