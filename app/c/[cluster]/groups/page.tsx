import type { Metadata } from 'next'
import { GroupsPage } from '#components/groups/groups-page.tsx'

export const metadata: Metadata = { title: 'Consumer groups' }

export default async function Page({ params }: PageProps<'/c/[cluster]/groups'>) {
  return <GroupsPage cluster={decodeURIComponent((await params).cluster)} />
}
