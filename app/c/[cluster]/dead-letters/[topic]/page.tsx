import type { Metadata } from 'next'
import { TriagePage } from '#components/dead-letters/triage-page.tsx'

type Props = PageProps<'/c/[cluster]/dead-letters/[topic]'>

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Dead letters in ${decodeURIComponent((await params).topic)}` }
}

export default async function Page({ params }: Props) {
  const { cluster, topic } = await params
  return <TriagePage cluster={decodeURIComponent(cluster)} topic={decodeURIComponent(topic)} />
}
