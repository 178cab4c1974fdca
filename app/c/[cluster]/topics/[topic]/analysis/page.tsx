import { AnalysisTab } from '#components/analysis/analysis-tab.tsx'
import { segmentText } from '#lib/page-paths.ts'

export default async function Page({ params }: PageProps<'/c/[cluster]/topics/[topic]/analysis'>) {
  const { cluster, topic } = await params
  return <AnalysisTab cluster={segmentText(cluster)} topic={segmentText(topic)} />
}
