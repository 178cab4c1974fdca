import { TopicGroupsTab } from '#components/topics/topic-groups-tab.tsx'
import { segmentText } from '#lib/page-paths.ts'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/groups'>) {
  const { cluster, topic } = await params
  return <TopicGroupsTab cluster={segmentText(cluster)} topic={segmentText(topic)} />
}
