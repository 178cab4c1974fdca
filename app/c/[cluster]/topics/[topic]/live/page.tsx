import { LiveTab } from '#components/tail/live-tab.tsx'
import { segmentText } from '#lib/page-paths.ts'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/live'>) {
  const { cluster, topic } = await params
  return <LiveTab cluster={segmentText(cluster)} topic={segmentText(topic)} />
}
