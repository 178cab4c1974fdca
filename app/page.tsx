import { Suspense } from 'react'
import { ClusterList } from '#components/clusters/cluster-list.tsx'

export default function HomePage() {
  return (
    <Suspense>
      <ClusterList />
    </Suspense>
  )
}
