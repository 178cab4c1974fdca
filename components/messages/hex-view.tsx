'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { hexLine, LINE_BYTES } from './hex-line.ts'

/** Bytes as offset, hex and characters, 16 in a line. */
export function HexView({ bytes }: { bytes: Uint8Array }) {
  const scroller = useRef<HTMLDivElement>(null)
  const count = Math.ceil(bytes.length / LINE_BYTES)
  // oxlint-disable-next-line react/incompatible-library -- the lines are rendered anew whenever the virtualizer says so
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => 18,
    overscan: 20,
  })
  return (
    <div
      ref={scroller}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
      tabIndex={0}
      className="mt-1.5 max-h-[50vh] overflow-auto rounded-md bg-sunken px-2.5 py-1.5 font-mono text-xs leading-[18px]"
    >
      <div className="relative w-[58ch]" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const { offset, hex, text } = hexLine(bytes, index)
          return (
            <div key={index} className="absolute top-0 left-0 whitespace-pre" style={{ translate: `0 ${start}px` }}>
              <span className="text-faint">{offset}</span> {hex} <span className="text-syntax-string">{text}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
