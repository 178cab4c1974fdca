import type { Metadata } from 'next'
import { TriagePage } from '#components/dead-letters/triage-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

type Props = PageProps<'/c/[cluster]/dead-letters/[topic]'>

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Dead letters in ${(await params).topic}` }
}

export default async function Page({ params }: Props) {
  const { cluster, topic } = await params
  return <TriagePage cluster={segmentText(cluster)} topic={segmentText(topic)} />
}
