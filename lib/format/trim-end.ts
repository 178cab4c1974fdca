/** `text` without the `char`s at its end. In linear time, which `/0+$/` is not: it starts again at every place. */
export function trimEnd(text: string, char: string): string {
  let end = text.length
  while (end > 0 && text[end - 1] === char) end -= 1
  return text.slice(0, end)
}
