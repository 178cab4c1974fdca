import { ConfigTab } from '#components/topics/config-tab.tsx'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/config'>) {
  const { cluster, topic } = await params
  return <ConfigTab cluster={decodeURIComponent(cluster)} topic={decodeURIComponent(topic)} />
}
