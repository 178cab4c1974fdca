import type { Metadata } from 'next'
import { segmentText } from '#lib/page-paths.ts'
import { BrokerPage } from '#components/brokers/broker-page.tsx'

export async function generateMetadata({ params }: PageProps<'/c/[cluster]/brokers/[broker]'>): Promise<Metadata> {
  return { title: `Broker ${(await params).broker}` }
}

export default async function Page({ params }: PageProps<'/c/[cluster]/brokers/[broker]'>) {
  const { cluster, broker } = await params
  return <BrokerPage cluster={segmentText(cluster)} id={segmentText(broker)} />
}
