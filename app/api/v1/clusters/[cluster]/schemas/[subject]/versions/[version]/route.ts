import { deleteSchemaVersion, getSchemaVersion } from '#lib/contract/schemas.ts'
import { route } from '#server/http/route.ts'
import { deleteSchemaVersion as remove } from '#server/schemas/delete-schemas.ts'
import { getSchemaVersion as get } from '#server/schemas/get-schema-version.ts'

export const GET = route(getSchemaVersion, get)
export const DELETE = route(deleteSchemaVersion, remove)
