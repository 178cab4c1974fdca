/** A column of a CSV file: its heading and the text of a row. */
export interface CsvColumn<Row> {
  header: string
  text: (row: Row) => string
}

/** RFC 4180 with CRLF. Cells that a spreadsheet would run as a formula get an apostrophe in front (OWASP, CSV injection). */
export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map((column) => column.header),
    ...rows.map((row) => columns.map((column) => column.text(row))),
  ]
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

const PLAIN_NUMBER = /^-\d+(\.\d+)?$/

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
