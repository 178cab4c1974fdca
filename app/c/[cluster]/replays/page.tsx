import type { Metadata } from 'next'
import { ReplaysPage } from '#components/replays/replays-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Replays' }

export default async function Page({ params }: PageProps<'/c/[cluster]/replays'>) {
  return <ReplaysPage cluster={segmentText((await params).cluster)} />
}
