import type { Metadata } from 'next'
import { TopicsPage } from '#components/topics/topics-page.tsx'

export const metadata: Metadata = { title: 'Topics' }

export default async function Page({ params }: PageProps<'/c/[cluster]/topics'>) {
  return <TopicsPage cluster={decodeURIComponent((await params).cluster)} />
}
