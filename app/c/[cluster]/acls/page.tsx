import type { Metadata } from 'next'
import { AclsPage } from '#components/acls/acls-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Access rules' }

export default async function Page({ params }: PageProps<'/c/[cluster]/acls'>) {
  return <AclsPage cluster={segmentText((await params).cluster)} />
}
