import type { Metadata } from 'next'
import { SupportPage } from '#components/support/support-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Support' }

export default async function Page({ params }: PageProps<'/c/[cluster]/support'>) {
  return <SupportPage cluster={segmentText((await params).cluster)} />
}
