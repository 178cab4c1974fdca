import type { Metadata } from 'next'
import { TransactionsPage } from '#components/transactions/transactions-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Transactions' }

export default async function Page({ params }: PageProps<'/c/[cluster]/transactions'>) {
  return <TransactionsPage cluster={segmentText((await params).cluster)} />
}
