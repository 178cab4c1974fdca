import type { Metadata } from 'next'
import { segmentText } from '#lib/page-paths.ts'
import { nameText } from '#lib/format/names.ts'
import { GroupPage } from '#components/groups/group-page.tsx'

export async function generateMetadata({ params }: PageProps<'/c/[cluster]/groups/[group]'>): Promise<Metadata> {
  return { title: nameText(segmentText((await params).group)) }
}

export default async function Page({ params }: PageProps<'/c/[cluster]/groups/[group]'>) {
  const { cluster, group } = await params
  return <GroupPage cluster={segmentText(cluster)} id={segmentText(group)} />
}
