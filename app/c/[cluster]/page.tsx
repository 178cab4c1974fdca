import type { Metadata } from 'next'
import { OverviewPage } from '#components/overview/overview-page.tsx'

export const metadata: Metadata = { title: 'Overview' }

export default async function Page({ params }: PageProps<'/c/[cluster]'>) {
  return <OverviewPage cluster={decodeURIComponent((await params).cluster)} />
}
