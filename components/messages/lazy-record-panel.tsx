'use client'

import dynamic from 'next/dynamic'

/** The record panel, its viewers loaded with the first record that is opened; its room is there at once. */
export const LazyRecordPanel = dynamic(() => import('./record-panel.tsx').then((module) => module.RecordPanel), {
  ssr: false,
  loading: () => (
    <div aria-busy className="w-[min(460px,45%)] shrink-0 border-t border-l border-line bg-surface max-lg:hidden" />
  ),
})
