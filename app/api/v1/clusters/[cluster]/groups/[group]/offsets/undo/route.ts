import { undoOffsets } from '#lib/contract/group-offsets.ts'
import { undoOffsets as verb } from '#server/group-offsets/undo-offsets.ts'
import { route } from '#server/http/route.ts'

export const POST = route(undoOffsets, verb)
