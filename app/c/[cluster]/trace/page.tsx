import type { Metadata } from 'next'
import { TracePage } from '#components/trace/trace-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Trace' }

export default async function Page({ params }: PageProps<'/c/[cluster]/trace'>) {
  return <TracePage cluster={segmentText((await params).cluster)} />
}
