import type { Metadata } from 'next'
import { AuditPage } from '#components/audit/audit-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Audit' }

export default async function Page({ params }: PageProps<'/c/[cluster]/audit'>) {
  return <AuditPage cluster={segmentText((await params).cluster)} />
}
