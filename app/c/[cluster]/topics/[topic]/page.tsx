import { redirect } from 'next/navigation'

/** A topic's own address leads to its first tab. */
export default async function TopicPage({ params }: PageProps<'/c/[cluster]/topics/[topic]'>) {
  const { cluster, topic } = await params
  redirect(`/c/${cluster}/topics/${topic}/messages`)
}
