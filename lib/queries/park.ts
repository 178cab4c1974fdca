import type { z } from 'zod'
import type { parkRecord, previewPark } from '../contract/park.ts'
import { callApi } from './call-api.ts'
import { contracts } from './contracts.ts'
import { early } from './early.ts'

const contract = early(contracts.park)

interface Place {
  cluster: string
  group: string
}

export const fetchParkPreview = async (params: Place, body: z.input<typeof previewPark.body>) =>
  callApi((await contract()).previewPark, { params, body })

export const sendToPark = async (params: Place, body: z.input<typeof parkRecord.body>) =>
  callApi((await contract()).parkRecord, { params, body })
