import { verifyAudit } from '#lib/contract/audit-chain.ts'
import { verifyAudit as verb } from '#server/audit/chain/verify-audit.ts'
import { route } from '#server/http/route.ts'

export const GET = route(verifyAudit, verb)
