import { PartitionsTab } from '#components/topics/partitions-tab.tsx'
import { segmentText } from '#lib/page-paths.ts'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/partitions'>) {
  const { cluster, topic } = await params
  return <PartitionsTab cluster={segmentText(cluster)} topic={segmentText(topic)} />
}
