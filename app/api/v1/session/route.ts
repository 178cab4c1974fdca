import { getSession } from '#lib/contract/session.ts'
import { sessionOf } from '#server/auth/actor.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getSession, async ({ actor }) => sessionOf(actor))
