import type { Metadata } from 'next'
import { TopicFrame } from '#components/topics/topic-frame.tsx'

export async function generateMetadata({ params }: LayoutProps<'/c/[cluster]/topics/[topic]'>): Promise<Metadata> {
  return { title: decodeURIComponent((await params).topic) }
}

export default async function TopicLayout({ params, children }: LayoutProps<'/c/[cluster]/topics/[topic]'>) {
  const { cluster, topic } = await params
  return (
    <TopicFrame cluster={decodeURIComponent(cluster)} name={decodeURIComponent(topic)}>
      {children}
    </TopicFrame>
  )
}
