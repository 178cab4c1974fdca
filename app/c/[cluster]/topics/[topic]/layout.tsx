import type { Metadata } from 'next'
import { TopicFrame } from '#components/topics/topic-frame.tsx'
import { segmentText } from '#lib/page-paths.ts'

export async function generateMetadata({ params }: LayoutProps<'/c/[cluster]/topics/[topic]'>): Promise<Metadata> {
  return { title: (await params).topic }
}

export default async function TopicLayout({ params, children }: LayoutProps<'/c/[cluster]/topics/[topic]'>) {
  const { cluster, topic } = await params
  return (
    <TopicFrame cluster={segmentText(cluster)} name={segmentText(topic)}>
      {children}
    </TopicFrame>
  )
}
