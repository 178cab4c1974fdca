import { previewPark } from '#lib/contract/park.ts'
import { previewPark as verb } from '#server/park/preview-park.ts'
import { route } from '#server/http/route.ts'

export const POST = route(previewPark, verb)
