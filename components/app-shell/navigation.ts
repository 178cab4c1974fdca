import { pathSegment } from '#lib/path-segment.ts'
import {
  Activity,
  ArrowLeftRight,
  BellRing,
  FileBraces,
  History,
  Layers,
  LifeBuoy,
  MailWarning,
  Plug,
  Radio,
  Repeat,
  Server,
  ShieldCheck,
  Users,
  Waypoints,
  type LucideIcon,
} from 'lucide-react'
import type { ClusterSummary } from '#lib/contract/clusters.ts'
import type { Permission } from '#lib/contract/session.ts'

/** One entry of the rail. `path` is below `/c/{cluster}`. */
export interface NavigationItem {
  path: string
  label: string
  icon: LucideIcon
  /** The second key after `g`. */
  key: string
  permission: Permission
  count?: (cluster: ClusterSummary) => number | null
  /** The count says that something is wrong: shown only where there is something, and so that it is seen. */
  urgent?: boolean
}

export const navigation: readonly NavigationItem[] = [
  { path: '', label: 'Overview', icon: Activity, key: 'o', permission: 'cluster.view' },
  {
    path: 'topics',
    label: 'Topics',
    icon: Layers,
    key: 't',
    permission: 'topic.view',
    count: (cluster) => cluster.topics,
  },
  { path: 'live', label: 'Live', icon: Radio, key: 'v', permission: 'record.view' },
  {
    path: 'groups',
    label: 'Consumer groups',
    icon: Users,
    key: 'g',
    permission: 'group.view',
    count: (cluster) => cluster.groups,
  },
  { path: 'dead-letters', label: 'Dead letters', icon: MailWarning, key: 'd', permission: 'deadLetter.view' },
  { path: 'trace', label: 'Trace', icon: Waypoints, key: 'e', permission: 'record.view' },
  { path: 'support', label: 'Support', icon: LifeBuoy, key: 'f', permission: 'deadLetter.view' },
  { path: 'replays', label: 'Replays', icon: Repeat, key: 'r', permission: 'deadLetter.view' },
  {
    path: 'alerts',
    label: 'Alerts',
    icon: BellRing,
    key: 'l',
    permission: 'alert.view',
    count: (cluster) => cluster.alertsFiring,
    urgent: true,
  },
  {
    path: 'brokers',
    label: 'Brokers',
    icon: Server,
    key: 'b',
    permission: 'cluster.view',
    count: (cluster) => cluster.brokers,
  },
  { path: 'schemas', label: 'Schemas', icon: FileBraces, key: 's', permission: 'schema.view' },
  { path: 'connect', label: 'Connect', icon: Plug, key: 'k', permission: 'connect.view' },
  { path: 'transactions', label: 'Transactions', icon: ArrowLeftRight, key: 'x', permission: 'cluster.view' },
  { path: 'acls', label: 'Access rules', icon: ShieldCheck, key: 'c', permission: 'acl.view' },
  { path: 'audit', label: 'Audit', icon: History, key: 'a', permission: 'audit.view' },
]

/** Where the rail sets what belongs to the machinery apart from what flows through it. */
export const MACHINERY: ReadonlySet<string> = new Set([
  'brokers',
  'schemas',
  'connect',
  'transactions',
  'acls',
  'audit',
])

export function navigationHref(cluster: string, item: NavigationItem): string {
  const base = `/c/${pathSegment(cluster)}`
  return item.path === '' ? base : `${base}/${item.path}`
}
