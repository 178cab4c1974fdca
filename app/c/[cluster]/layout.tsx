import type { Metadata } from 'next'
import { ClusterShell } from '#components/app-shell/cluster-shell.tsx'
import { segmentText } from '#lib/page-paths.ts'

export async function generateMetadata({ params }: LayoutProps<'/c/[cluster]'>): Promise<Metadata> {
  const { cluster } = await params
  return { title: { default: cluster, template: `%s · ${cluster} · Tailrace` } }
}

export default async function ClusterLayout({ params, children }: LayoutProps<'/c/[cluster]'>) {
  return <ClusterShell clusterId={segmentText((await params).cluster)}>{children}</ClusterShell>
}
