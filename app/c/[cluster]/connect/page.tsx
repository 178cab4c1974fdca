import type { Metadata } from 'next'
import { ConnectPage } from '#components/connect/connect-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Connect' }

export default async function Page({ params }: PageProps<'/c/[cluster]/connect'>) {
  return <ConnectPage cluster={segmentText((await params).cluster)} />
}
