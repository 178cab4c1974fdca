import type { z } from 'zod'
import type { changeOffsets, previewOffsets } from '../contract/group-offsets.ts'
import { apiUrl, callApi } from './call-api.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.groupOffsets)

export type ChangeRequest = z.input<typeof previewOffsets.body>
export type ChangeOrder = z.input<typeof changeOffsets.body>

interface Place {
  cluster: string
  group: string
}

/** Where a group's offsets can be downloaded as a CSV file. */
export const offsetsFileUrl = ({ cluster, group }: Place) =>
  apiUrl('/clusters/{cluster}/groups/{group}/offsets', { cluster, group }, { format: 'csv' })

export const fetchOffsetPreview = async (params: Place, body: ChangeRequest) =>
  callApi((await contract()).previewOffsets, { params, body })

export const putOffsets = async (params: Place, body: ChangeOrder) =>
  callApi((await contract()).changeOffsets, { params, body })

export const undoOffsetChange = async (params: Place, body: { changeId: string; reason: string }) =>
  callApi((await contract()).undoOffsets, { params, body })

export const removeGroup = async (params: Place, reason: string) =>
  callApi((await contract()).deleteGroup, { params, body: { reason } })
