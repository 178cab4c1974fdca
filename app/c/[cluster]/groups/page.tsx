import type { Metadata } from 'next'
import { segmentText } from '#lib/page-paths.ts'
import { GroupsPage } from '#components/groups/groups-page.tsx'

export const metadata: Metadata = { title: 'Consumer groups' }

export default async function Page({ params }: PageProps<'/c/[cluster]/groups'>) {
  return <GroupsPage cluster={segmentText((await params).cluster)} />
}
