import { MessagesTab } from '#components/messages/messages-tab.tsx'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/messages'>) {
  const { cluster, topic } = await params
  return <MessagesTab cluster={decodeURIComponent(cluster)} topic={decodeURIComponent(topic)} />
}
