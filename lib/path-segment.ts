/** Starts a segment that is escaped as a whole; a name that starts with it is escaped, too. */
const MARK = '~'

/**
 * What browsers, proxies and frameworks rewrite in a path even when it is percent-encoded: empty and dot segments are dropped (WHATWG URL),
 * `%2F` and `%5C` may become separators, `%25` may be decoded twice, and control characters and spaces at the ends are stripped.
 */
// oxlint-disable-next-line no-control-regex -- names of groups may hold any character
const FRAGILE = /^$|^\.{1,2}$|^~|[/\\%]|[\u0000-\u001f\u007f]|^\s|\s$/

/**
 * A name as one segment of a path: percent-encoded, or, where that would not survive the way, `~` and the base64url of its UTF-8 bytes
 * (RFC 4648, section 5, without padding). `~` alone is the empty name.
 */
export function pathSegment(name: string): string {
  return FRAGILE.test(name) ? MARK + base64url(name) : encodeURIComponent(name)
}

/** The name that a segment of a path stands for. @throws URIError where it is not percent-encoded correctly */
export function segmentName(segment: string): string {
  const text = decodeURIComponent(segment)
  if (!text.startsWith(MARK)) return text
  const name = fromBase64url(text.slice(MARK.length))
  // Typed by hand it may be a name as it is: only what this module writes is taken for an escape.
  return name !== null && pathSegment(name) === text ? name : text
}

function base64url(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function fromBase64url(text: string): string | null {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return null
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)))
}
