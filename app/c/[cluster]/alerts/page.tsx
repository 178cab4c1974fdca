import type { Metadata } from 'next'
import { AlertsPage } from '#components/alerts/alerts-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Alerts' }

export default async function Page({ params }: PageProps<'/c/[cluster]/alerts'>) {
  return <AlertsPage cluster={segmentText((await params).cluster)} />
}
