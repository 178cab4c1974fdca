import type { Metadata } from 'next'
import { DeadLettersPage } from '#components/dead-letters/dead-letters-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export const metadata: Metadata = { title: 'Dead letters' }

export default async function Page({ params }: PageProps<'/c/[cluster]/dead-letters'>) {
  return <DeadLettersPage cluster={segmentText((await params).cluster)} />
}
