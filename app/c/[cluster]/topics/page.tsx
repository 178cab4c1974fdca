import type { Metadata } from 'next'
import { TopicsPage } from '#components/topics/topics-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Topics' }

export default async function Page({ params }: PageProps<'/c/[cluster]/topics'>) {
  return <TopicsPage cluster={segmentText((await params).cluster)} />
}
