import type { Metadata } from 'next'
import { segmentText } from '#lib/page-paths.ts'
import { BrokersPage } from '#components/brokers/brokers-page.tsx'

export const metadata: Metadata = { title: 'Brokers' }

export default async function Page({ params }: PageProps<'/c/[cluster]/brokers'>) {
  return <BrokersPage cluster={segmentText((await params).cluster)} />
}
