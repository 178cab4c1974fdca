import { parseJsonTree } from '#lib/json/json-tree.ts'
import type { Decoded } from '#lib/contract/messages.ts'
import { hexLine, LINE_BYTES } from '../hex-line.ts'
import { FoldedTree, type TreeLine } from './folded-tree.ts'
import { LineIndex } from './line-index.ts'

/** Where a large key or value is loaded from. */
export interface LargeSource {
  /** The exact bytes. */
  bytesUrl: string
  /** The record as JSON, where the text is not simply the bytes as UTF-8; `part` is the field to take. */
  recordUrl: string | null
  part: 'key' | 'value'
  sizeBytes: number
}

/** The console answers so much of a record; its bytes can be downloaded whole. */
const BEGINNING = 'Only the beginning is shown, about 16 MiB. Download the exact bytes for the rest.'

/** What somebody can ask of a large key or value. Lives in a worker: nothing here runs beside the page. */
export class LargeDocument {
  readonly #source: LargeSource
  readonly #onProgress: (share: number) => void
  #bytes: Promise<Uint8Array> | undefined
  #text: Promise<string> | undefined
  #tree: FoldedTree | null = null
  #lines: { columns: number; index: LineIndex } | undefined

  constructor(source: LargeSource, onProgress: (share: number) => void) {
    this.#source = source
    this.#onProgress = onProgress
  }

  /** The number of lines of the tree; null where the text is no JSON, or nested too deeply. */
  async openTree(): Promise<number | null> {
    const root = parseJsonTree(await this.text())
    this.#tree = root && new FoldedTree(root)
    return this.#tree?.lines ?? null
  }

  /** @returns the number of lines afterwards */
  turn(path: readonly number[]): number {
    this.#tree?.turn(path)
    return this.#tree?.lines ?? 0
  }

  tree(first: number, count: number): TreeLine[] {
    return this.#tree?.window(first, count) ?? []
  }

  /** The number of lines of the text when none is longer than `columns`. */
  async openText(columns: number): Promise<number> {
    const text = await this.text()
    if (this.#lines?.columns !== columns) this.#lines = { columns, index: new LineIndex(text, columns) }
    return this.#lines.index.lines
  }

  lines(first: number, count: number): string[] {
    return this.#lines?.index.window(first, count) ?? []
  }

  async openHex(): Promise<number> {
    return Math.ceil((await this.#loadBytes()).length / LINE_BYTES)
  }

  async hex(first: number, count: number): Promise<ReturnType<typeof hexLine>[]> {
    const bytes = await this.#loadBytes()
    const last = Math.min(first + count, Math.ceil(bytes.length / LINE_BYTES))
    return Array.from({ length: Math.max(0, last - first) }, (_, index) => hexLine(bytes, first + index))
  }

  async text(): Promise<string> {
    return (this.#text ??= this.#loadText())
  }

  async #loadText(): Promise<string> {
    const { recordUrl, part } = this.#source
    if (recordUrl === null) return new TextDecoder().decode(await this.#loadBytes())
    const json = new TextDecoder().decode(await this.#load(recordUrl))
    const { text = '', truncated = false } = (JSON.parse(json) as Record<string, Partial<Decoded>>)[part] ?? {}
    return truncated ? `${text}\n\n${BEGINNING}` : text
  }

  async #loadBytes(): Promise<Uint8Array> {
    return (this.#bytes ??= this.#load(this.#source.bytesUrl))
  }

  async #load(url: string): Promise<Uint8Array> {
    const response = await fetch(url).catch(() => null)
    if (!response) throw new Error('The console does not answer. Is it still running?')
    if (!response.ok) throw new Error(await problemText(response))
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk)
      size += chunk.length
      this.#onProgress(Math.min(1, size / this.#source.sizeBytes))
    }
    const bytes = new Uint8Array(size)
    let at = 0
    for (const chunk of chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }
}

async function problemText(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => null)) as { detail?: unknown } | null
  return typeof problem?.detail === 'string' ? problem.detail : `The console answered ${response.status}.`
}
