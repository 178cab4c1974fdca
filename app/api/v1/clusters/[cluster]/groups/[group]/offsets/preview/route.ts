import { previewOffsets } from '#lib/contract/group-offsets.ts'
import { previewOffsets as verb } from '#server/group-offsets/preview-offsets.ts'
import { route } from '#server/http/route.ts'

export const POST = route(previewOffsets, verb)
