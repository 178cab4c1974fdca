import { TopicGroupsTab } from '#components/topics/topic-groups-tab.tsx'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/groups'>) {
  const { cluster, topic } = await params
  return <TopicGroupsTab cluster={decodeURIComponent(cluster)} topic={decodeURIComponent(topic)} />
}
