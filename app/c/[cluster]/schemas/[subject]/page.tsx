import type { Metadata } from 'next'
import { segmentText } from '#lib/page-paths.ts'
import { SubjectPage } from '#components/schemas/subject-page.tsx'

export async function generateMetadata({ params }: PageProps<'/c/[cluster]/schemas/[subject]'>): Promise<Metadata> {
  return { title: segmentText((await params).subject) }
}

export default async function Page({ params }: PageProps<'/c/[cluster]/schemas/[subject]'>) {
  const { cluster, subject } = await params
  return <SubjectPage cluster={segmentText(cluster)} subject={segmentText(subject)} />
}
