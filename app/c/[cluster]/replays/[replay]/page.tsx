import type { Metadata } from 'next'
import { ReplayPage } from '#components/replays/replay-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Replay' }

export default async function Page({ params }: PageProps<'/c/[cluster]/replays/[replay]'>) {
  const { cluster, replay } = await params
  return <ReplayPage cluster={segmentText(cluster)} replay={segmentText(replay)} />
}
