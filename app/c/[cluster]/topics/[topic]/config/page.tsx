import { ConfigTab } from '#components/topics/config-tab.tsx'
import { segmentText } from '#lib/page-paths.ts'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/config'>) {
  const { cluster, topic } = await params
  return <ConfigTab cluster={segmentText(cluster)} topic={segmentText(topic)} />
}
