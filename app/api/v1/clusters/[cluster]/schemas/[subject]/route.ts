import { getSubject } from '#lib/contract/schemas.ts'
import { route } from '#server/http/route.ts'
import { getSubject as verb } from '#server/schemas/get-subject.ts'

export const GET = route(getSubject, verb)
