import { PartitionsTab } from '#components/topics/partitions-tab.tsx'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/partitions'>) {
  const { cluster, topic } = await params
  return <PartitionsTab cluster={decodeURIComponent(cluster)} topic={decodeURIComponent(topic)} />
}
