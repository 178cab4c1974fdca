import { getSchemaVersion } from '#lib/contract/schemas.ts'
import { route } from '#server/http/route.ts'
import { getSchemaVersion as verb } from '#server/schemas/get-schema-version.ts'

export const GET = route(getSchemaVersion, verb)
