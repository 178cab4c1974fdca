'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { useState, type ReactNode } from 'react'
import { ToastOutlet } from '#components/ui/toast-outlet.tsx'
import { TipLayer } from '#components/ui/tip-layer.tsx'
import { createQueryClient } from '#lib/queries/client.ts'
import { ThemeSync } from './theme-sync.tsx'

/** What every page stands on: the query client, the URL state and the layers above the page. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient)
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>{children}</NuqsAdapter>
      <ThemeSync />
      <TipLayer />
      <ToastOutlet />
    </QueryClientProvider>
  )
}
