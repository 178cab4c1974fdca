import type { Analysis, AnalysisQuery } from '#lib/contract/analysis.ts'
import type { ErrorCode } from '#lib/errors.ts'
import type { WireCluster } from '#server/search/worker/wire-cluster.ts'
import type { Sample } from '../format-samples.ts'
import type { PartitionSlice, SlicePlan } from '../plan-slice.ts'

/** What a thread is told to count; it makes its own connections. An error of a partition travels as its words. */
export interface AnalysisJob {
  cluster: WireCluster
  topic: string
  input: AnalysisQuery
  plan: Omit<SlicePlan, 'partitions'> & {
    partitions: (Omit<PartitionSlice, 'problem'> & { problem: { code: ErrorCode; message: string } | null })[]
  }
}

/** What is known without decoding values by schemas, which is the receiver's part: it gets the samples. */
export type CountedSlice = Omit<Analysis, 'formats'>

export type FromAnalysis =
  | { type: 'counted'; last: boolean; counted: CountedSlice; samples: Sample[] }
  | { type: 'failed'; code: ErrorCode; message: string }
