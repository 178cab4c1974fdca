import { listAudit } from '#lib/contract/audit.ts'
import { listAudit as verb } from '#server/audit/list-audit.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listAudit, verb)
