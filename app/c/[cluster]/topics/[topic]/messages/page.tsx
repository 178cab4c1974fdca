import { MessagesTab } from '#components/messages/messages-tab.tsx'
import { segmentText } from '#lib/page-paths.ts'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/messages'>) {
  const { cluster, topic } = await params
  return <MessagesTab cluster={segmentText(cluster)} topic={segmentText(topic)} />
}
