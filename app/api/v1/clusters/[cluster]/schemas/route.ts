import { listSubjects } from '#lib/contract/schemas.ts'
import { route } from '#server/http/route.ts'
import { listSubjects as verb } from '#server/schemas/list-subjects.ts'

export const GET = route(listSubjects, verb)
