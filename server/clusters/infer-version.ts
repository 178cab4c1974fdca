/** The oldest Apache Kafka that offers what this one offers, and what shows it. */
export interface InferredVersion {
  version: string
  because: string
}

interface Sign {
  release: string
  api: string
  key: number
  version: number
}

/** What each release of Apache Kafka brought to its protocol first, newest release first. */
const SIGNS: readonly Sign[] = [
  { release: '4.3', api: 'DescribeLogDirs', key: 35, version: 5 },
  { release: '4.2', api: 'ListOffsets', key: 2, version: 11 },
  { release: '4.1', api: 'Fetch', key: 1, version: 18 },
  { release: '4.0', api: 'ListOffsets', key: 2, version: 10 },
  { release: '3.9', api: 'Fetch', key: 1, version: 17 },
  { release: '3.8', api: 'ListGroups', key: 16, version: 5 },
  { release: '3.7', api: 'Fetch', key: 1, version: 16 },
  { release: '3.5', api: 'Fetch', key: 1, version: 15 },
  { release: '3.3', api: 'DescribeLogDirs', key: 35, version: 4 },
  { release: '3.1', api: 'Fetch', key: 1, version: 13 },
  { release: '3.0', api: 'OffsetFetch', key: 9, version: 8 },
  { release: '2.8', api: 'DescribeCluster', key: 60, version: 0 },
  { release: '2.7', api: 'Fetch', key: 1, version: 12 },
  { release: '2.6', api: 'ListGroups', key: 16, version: 4 },
  { release: '2.4', api: 'DescribeGroups', key: 15, version: 5 },
  { release: '2.3', api: 'Fetch', key: 1, version: 11 },
]

/**
 * Brokers do not tell their version, only which requests they take in which versions. Brokers of other makers are compared by the same signs.
 * @param supports whether the broker takes an API (by key) in a version
 */
export async function inferVersion(
  supports: (key: number, version: number) => Promise<boolean>,
): Promise<InferredVersion | null> {
  for (const { release, api, key, version } of SIGNS) {
    if (await supports(key, version)) {
      return {
        version: release,
        because: `The broker offers ${api} in version ${version}, which came with Kafka ${release}.`,
      }
    }
  }
  return null
}
