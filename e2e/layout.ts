import type { Page } from '@playwright/test'

/** What is wrong with the boxes of a page: text that is off the page, cut without an ellipsis, or over another text. */
export async function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Box {
      text: string
      node: Text
      /** What is fixed over the page has a layer of its own. */
      layer: Element | null
      left: number
      right: number
      top: number
      bottom: number
    }
    const TOLERANCE = 2
    const faults: string[] = []
    const boxes: Box[] = []

    const describe = (node: Node) => {
      const parent = node.parentElement
      const text = (node.textContent ?? '').trim()
      return `<${parent?.tagName.toLowerCase()}> ${text.length > 40 ? `${text.slice(0, 24)}…(${text.length})` : text}`
    }
    const ends = ({ textOverflow, webkitLineClamp }: CSSStyleDeclaration) =>
      textOverflow === 'ellipsis' || (webkitLineClamp !== 'none' && webkitLineClamp !== '')

    /** The part of a box that is seen; null where nothing is. */
    function seen(node: Text, rect: DOMRect): Box | null {
      const box: Box = {
        text: describe(node),
        node,
        layer: null,
        left: rect.left,
        right: rect.right,
        top: rect.top,
        bottom: rect.bottom,
      }
      let scrolled = false
      for (let element = node.parentElement; element; element = element.parentElement) {
        const style = getComputedStyle(element)
        if (style.visibility === 'hidden' || style.opacity === '0' || style.clipPath !== 'none') return null
        if (element.matches('#tip, [aria-hidden="true"][class*="sr-only"], .sr-only, script, style, option'))
          return null
        if (style.position === 'fixed') box.layer ??= element
        const bounds = element.getBoundingClientRect()
        if (style.overflowX !== 'visible' && element !== document.documentElement && element !== document.body) {
          if (bounds.width <= 1 || bounds.height <= 1) return null
          const cut = box.right > bounds.right + TOLERANCE || box.left < bounds.left - TOLERANCE
          if (/auto|scroll/.test(style.overflowX)) scrolled ||= cut
          else if (cut && !scrolled && !ends(style) && box.bottom > bounds.top && box.top < bounds.bottom)
            faults.push(`cut without an ellipsis: ${box.text}`)
          box.left = Math.max(box.left, bounds.left)
          box.right = Math.min(box.right, bounds.right)
        }
        if (style.overflowY !== 'visible' && element !== document.documentElement && element !== document.body) {
          box.top = Math.max(box.top, bounds.top)
          box.bottom = Math.min(box.bottom, bounds.bottom)
        }
        if (box.right <= box.left || box.bottom <= box.top) return null
      }
      return box
    }

    const layer = document.querySelector('[role="dialog"]') ?? document.body
    const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!(node instanceof Text) || node.data.trim() === '') continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const rect of range.getClientRects()) {
        const box = seen(node, rect)
        if (!box) continue
        if (box.right > innerWidth + TOLERANCE || box.left < -TOLERANCE) faults.push(`off the page: ${box.text}`)
        boxes.push(box)
      }
    }
    for (const [index, a] of boxes.entries()) {
      for (const b of boxes.slice(index + 1)) {
        if (a.node === b.node || a.layer !== b.layer) continue
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        // Lines of one text touch by their ascenders.
        if (width > TOLERANCE && height > 5) faults.push(`over each other: ${a.text} ∩ ${b.text}`)
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) faults.push('the page scrolls sideways')
    return [...new Set(faults)]
  })
}
