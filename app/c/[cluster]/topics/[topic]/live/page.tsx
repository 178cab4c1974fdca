import { LiveTab } from '#components/tail/live-tab.tsx'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/live'>) {
  const { cluster, topic } = await params
  return <LiveTab cluster={decodeURIComponent(cluster)} topic={decodeURIComponent(topic)} />
}
