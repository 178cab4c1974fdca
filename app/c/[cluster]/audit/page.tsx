import type { Metadata } from 'next'
import { AuditPage } from '#components/audit/audit-page.tsx'

export const metadata: Metadata = { title: 'Audit' }

export default async function Page({ params }: PageProps<'/c/[cluster]/audit'>) {
  return <AuditPage cluster={decodeURIComponent((await params).cluster)} />
}
