import { changeOffsets } from '#lib/contract/group-offsets.ts'
import { changeOffsets as verb } from '#server/group-offsets/change-offsets.ts'
import { route } from '#server/http/route.ts'

export const PUT = route(changeOffsets, verb)
