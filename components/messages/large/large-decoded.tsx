'use client'

import { useEffect, useMemo } from 'react'
import type { LargeSource } from './large-document.ts'
import { LargeRecord } from './large-record.ts'
import { type LargeLook, LargeView } from './large-view.tsx'

/** Loads a large key or value in a worker and shows it; the worker ends when the record is closed. */
export function LargeDecoded({
  source,
  look,
  title,
  onNoTree,
}: {
  source: LargeSource
  look: LargeLook
  title: string
  onNoTree: () => void
}) {
  const { bytesUrl, recordUrl, part, sizeBytes } = source
  const record = useMemo(() => {
    // A worker has no address of its own to resolve against.
    const absolute = (url: string) => new URL(url, window.location.href).href
    return new LargeRecord({
      bytesUrl: absolute(bytesUrl),
      recordUrl: recordUrl && absolute(recordUrl),
      part,
      sizeBytes,
    })
  }, [bytesUrl, recordUrl, part, sizeBytes])
  useEffect(() => () => record.close(), [record])
  return <LargeView record={record} look={look} sizeBytes={sizeBytes} title={title} onNoTree={onNoTree} />
}
