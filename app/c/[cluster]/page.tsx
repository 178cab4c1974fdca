import type { Metadata } from 'next'
import { OverviewPage } from '#components/overview/overview-page.tsx'
import { segmentText } from '#lib/page-paths.ts'

export async function generateMetadata({ params }: PageProps<'/c/[cluster]'>): Promise<Metadata> {
  return { title: `Overview · ${(await params).cluster}` }
}

export default async function Page({ params }: PageProps<'/c/[cluster]'>) {
  return <OverviewPage cluster={segmentText((await params).cluster)} />
}
