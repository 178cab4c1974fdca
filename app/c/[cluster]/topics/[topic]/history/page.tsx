import { HistoryTab } from '#components/history/history-tab.tsx'
import { segmentText } from '#lib/page-paths.ts'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/history'>) {
  const { cluster, topic } = await params
  return <HistoryTab cluster={segmentText(cluster)} topic={segmentText(topic)} />
}
