'use client'

import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs'
import { useMemo } from 'react'

const DEFAULT_PAGE_SIZE = 100

/** What a list is asked for; the query of every list endpoint. */
export interface TableQuery {
  search: string
  sort: string
  page: number
  pageSize: number
}

export interface TableState {
  query: TableQuery
  setSearch: (search: string) => void
  setSort: (sort: string) => void
  setPage: (page: number) => void
  setPageSize: (pageSize: number) => void
}

/** Search, sort and page of the table of this page. They live in the URL; `sort` is the order before somebody chooses. */
export function useTableState({ sort }: { sort: string }): TableState {
  const [query, set] = useQueryStates({
    search: parseAsString.withDefault(''),
    sort: parseAsString.withDefault(sort),
    page: parseAsInteger.withDefault(1),
    pageSize: parseAsInteger.withDefault(DEFAULT_PAGE_SIZE),
  })
  return useMemo(
    () => ({
      query,
      setSearch: (search) => void set({ search, page: null }),
      setSort: (next) => void set({ sort: next, page: null }),
      setPage: (page) => void set({ page }),
      setPageSize: (pageSize) => void set({ pageSize, page: null }),
    }),
    [query, set],
  )
}

/** `-lag` as a column and a direction. */
export function sortOf(sort: string): { id: string; descending: boolean } {
  return sort.startsWith('-') ? { id: sort.slice(1), descending: true } : { id: sort, descending: false }
}
