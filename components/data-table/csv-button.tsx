'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { toastFailed } from '#components/ui/toasts.ts'
import type { Page } from '#lib/contract/common.ts'
import { BYTE_ORDER_MARK, toCsv } from '#lib/format/csv.ts'
import type { DataColumn } from './data-column.ts'

const EXPORT_PAGE_SIZE = 500

/** Loads one page of the table's list, with the search and sort in force. */
export type LoadPage<Row> = (page: { page: number; pageSize: number }) => Promise<Page<Row>>

/** Downloads every row that matches, not only the page that is shown, with all columns. */
export function CsvButton<Row>({
  name,
  columns,
  loadPage,
}: {
  name: string
  columns: readonly DataColumn<Row>[]
  loadPage: LoadPage<Row>
}) {
  const [busy, setBusy] = useState(false)

  const download = async (start: string) => {
    setBusy(true)
    try {
      const rows = await loadAll(loadPage)
      const exported = columns.flatMap(({ header, csv }) =>
        csv ? [{ header, text: (row: Row) => String(csv(row) ?? '') }] : [],
      )
      save(`${name}.csv`, start + toCsv(exported, rows))
    } catch (error) {
      toastFailed('The CSV file could not be made', error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Menu
      align="end"
      button={(props) => (
        <Button {...props} disabled={busy} data-tip="All rows that match, as a CSV file">
          <Download size={14} aria-hidden className="text-muted" />
          <span className="max-lg:sr-only">{busy ? 'Loading …' : 'CSV'}</span>
        </Button>
      )}
      entries={[
        { kind: 'action', id: 'plain', label: 'Plain UTF-8', onSelect: () => void download('') },
        {
          kind: 'action',
          id: 'mark',
          label: 'With a byte-order mark, for Excel',
          onSelect: () => void download(BYTE_ORDER_MARK),
        },
      ]}
    />
  )
}

async function loadAll<Row>(loadPage: LoadPage<Row>): Promise<Row[]> {
  const rows: Row[] = []
  for (let page = 1; ; page += 1) {
    const { items, total } = await loadPage({ page, pageSize: EXPORT_PAGE_SIZE })
    rows.push(...items)
    if (items.length === 0 || rows.length >= total) return rows
  }
}

function save(fileName: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
