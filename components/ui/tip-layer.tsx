'use client'

import { useEffect, useRef, useState } from 'react'

interface Tip {
  text: string
  anchor: DOMRect
}

const DELAY_MS = 350
const TIP_ID = 'tip'

/**
 * Shows the `data-tip` text of whatever is hovered or has the focus. One listener for the page: a table with thousands of times and
 * ids has no tooltip component per cell. Of a `data-clip` element that is cut off with an ellipsis it shows the whole text. It can be hovered itself and Esc hides it (WCAG 1.4.13).
 */
export function TipLayer() {
  const [tip, setTip] = useState<Tip | null>(null)
  const popup = useRef<HTMLDivElement>(null)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let current: Element | null = null

    const hide = () => {
      clearTimeout(timer)
      current?.removeAttribute('aria-describedby')
      current = null
      setTip(null)
    }
    const show = (target: EventTarget | null, delayMs: number) => {
      if (!(target instanceof Element)) return
      if (popup.current?.contains(target)) return
      const element = tipped(target)
      if (element === current) return
      hide()
      if (!element) return
      current = element
      timer = setTimeout(() => {
        const text = element.getAttribute('data-tip') ?? element.textContent
        if (!text || !element.isConnected) return
        if (text !== element.getAttribute('aria-label')) element.setAttribute('aria-describedby', TIP_ID)
        setTip({ text, anchor: element.getBoundingClientRect() })
      }, delayMs)
    }
    const onPointer = (event: PointerEvent) => {
      if (event.pointerType !== 'touch') show(event.target, DELAY_MS)
    }
    // Only where Tab led there: a dialog that puts the focus on its close button needs no tip on it.
    let tabbed = false
    const onFocus = (event: FocusEvent) => {
      if (tabbed) show(event.target, 0)
      tabbed = false
    }
    const onKey = (event: KeyboardEvent) => {
      tabbed = event.key === 'Tab'
      if (event.key === 'Escape') hide()
    }

    document.addEventListener('pointerover', onPointer)
    document.addEventListener('focusin', onFocus)
    document.addEventListener('focusout', hide)
    document.addEventListener('pointerdown', hide)
    document.addEventListener('keydown', onKey, true)
    document.addEventListener('scroll', hide, true)
    return () => {
      hide()
      document.removeEventListener('pointerover', onPointer)
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('focusout', hide)
      document.removeEventListener('pointerdown', hide)
      document.removeEventListener('keydown', onKey, true)
      document.removeEventListener('scroll', hide, true)
    }
  }, [])

  if (!tip) return null
  return (
    <div
      ref={(node) => {
        popup.current = node
        if (node) place(node, tip.anchor)
      }}
      id={TIP_ID}
      aria-hidden
      className="fixed top-0 left-0 z-60 w-max max-w-[min(26rem,calc(100vw-1rem))] py-1.5"
    >
      <p className="rounded-md bg-ink px-2 py-1 text-sm wrap-anywhere whitespace-pre-line text-bg">{tip.text}</p>
    </div>
  )
}

/** The nearest element with a tip, or one that is cut off; what is focused may also hold such a one. */
function tipped(target: Element): Element | null {
  const around = target.closest('[data-tip], [data-clip]')
  const inside = target.matches('a, button') ? target.querySelector('[data-clip]') : null
  for (const element of [around, inside])
    if (element && (element.hasAttribute('data-tip') || isCut(element))) return element
  return target.closest('[data-tip]')
}

function isCut(element: Element): boolean {
  return element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight + 2
}

/** Above the anchor where there is room, else below; never outside the window. */
function place(popup: HTMLElement, anchor: DOMRect) {
  const { width, height } = popup.getBoundingClientRect()
  const left = Math.min(Math.max(anchor.left + anchor.width / 2 - width / 2, 8), window.innerWidth - width - 8)
  const top = anchor.top - height < 4 ? anchor.bottom : anchor.top - height
  popup.style.translate = `${Math.round(left)}px ${Math.round(top)}px`
}
