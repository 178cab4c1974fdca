import { listAcls } from '#lib/contract/acls.ts'
import { listAcls as verb } from '#server/acls/list-acls.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listAcls, verb)
