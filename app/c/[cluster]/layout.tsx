import type { Metadata } from 'next'
import { ClusterShell } from '#components/app-shell/cluster-shell.tsx'

export async function generateMetadata({ params }: LayoutProps<'/c/[cluster]'>): Promise<Metadata> {
  const cluster = decodeURIComponent((await params).cluster)
  return { title: { default: cluster, template: `%s · ${cluster} · Tailrace` } }
}

export default async function ClusterLayout({ params, children }: LayoutProps<'/c/[cluster]'>) {
  return <ClusterShell clusterId={decodeURIComponent((await params).cluster)}>{children}</ClusterShell>
}
