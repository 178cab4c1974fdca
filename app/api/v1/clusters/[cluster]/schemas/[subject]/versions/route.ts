import { registerSchema } from '#lib/contract/schemas.ts'
import { route } from '#server/http/route.ts'
import { registerSchema as verb } from '#server/schemas/register-schema.ts'

export const POST = route(registerSchema, verb)
