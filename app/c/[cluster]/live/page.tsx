import type { Metadata } from 'next'
import { LivePage } from '#components/tail/live-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Live' }

export default async function Page({ params }: PageProps<'/c/[cluster]/live'>) {
  return <LivePage cluster={segmentText((await params).cluster)} />
}
