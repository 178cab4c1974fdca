import type { Metadata } from 'next'
import { segmentText } from '#lib/page-paths.ts'
import { SchemasPage } from '#components/schemas/schemas-page.tsx'

export const metadata: Metadata = { title: 'Schemas' }

export default async function Page({ params }: PageProps<'/c/[cluster]/schemas'>) {
  return <SchemasPage cluster={segmentText((await params).cluster)} />
}
