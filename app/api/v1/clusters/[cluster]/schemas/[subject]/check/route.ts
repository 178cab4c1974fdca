import { checkSchema } from '#lib/contract/schemas.ts'
import { route } from '#server/http/route.ts'
import { checkSchema as verb } from '#server/schemas/check-schema.ts'

export const POST = route(checkSchema, verb)
