import { changeOffsets, getOffsets } from '#lib/contract/group-offsets.ts'
import { changeOffsets as change } from '#server/group-offsets/change-offsets.ts'
import { getOffsets as get } from '#server/group-offsets/get-offsets.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getOffsets, get)
export const PUT = route(changeOffsets, change)
