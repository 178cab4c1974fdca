/** A column of a CSV file: its heading and the text of a row. */
export interface CsvColumn<Row> {
  header: string
  text: (row: Row) => string
}

/** Before a file's first line it makes Excel read it as UTF-8; other programs may take it for a part of the first heading. */
export const BYTE_ORDER_MARK = '\uFEFF'

/**
 * RFC 4180 with CRLF, every cell quoted: spreadsheets split at other characters than the comma, too. Cells that they would run as a formula get an
 * apostrophe in front (OWASP, CSV injection).
 */
export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map((column) => column.header),
    ...rows.map((row) => columns.map((column) => column.text(row))),
  ]
  return lines.map(csvLine).join('')
}

/** One line of it. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** Spreadsheets take the full-width signs for the plain ones, and pass over white space before them. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/
const GUARDED = /^'(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/
const PLAIN_NUMBER = /^-\d+(\.\d+)?$/

function csvCell(text: string): string {
  const safe = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

/**
 * The cells of a CSV file (RFC 4180; LF and a byte-order mark are taken, too), without empty lines. The apostrophe that {@link toCsv} puts before what
 * looks like a formula is taken off again.
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y
  cell.lastIndex = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex
    const found = cell.exec(text)
    if (!found)
      throw new Error(`Line ${text.slice(0, at).split('\n').length}: a quote is missing or in the wrong place.`)
    const [, quoted, plain = '', separator = ''] = found
    row.push(withoutGuard(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"')))
    if (separator === ',' && cell.lastIndex < text.length) continue
    if (separator === ',') row.push('')
    if (row.some((value) => value !== '')) rows.push(row)
    row = []
  }
  return rows
}

function withoutGuard(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text
}
