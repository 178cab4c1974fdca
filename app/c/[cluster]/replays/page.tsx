import type { Metadata } from 'next'
import { ReplaysPage } from '#components/replays/replays-page.tsx'

export const metadata: Metadata = { title: 'Replays' }

export default async function Page({ params }: PageProps<'/c/[cluster]/replays'>) {
  return <ReplaysPage cluster={decodeURIComponent((await params).cluster)} />
}
