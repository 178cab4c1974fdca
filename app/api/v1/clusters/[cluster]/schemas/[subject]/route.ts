import { deleteSubject, getSubject } from '#lib/contract/schemas.ts'
import { route } from '#server/http/route.ts'
import { deleteSubject as remove } from '#server/schemas/delete-schemas.ts'
import { getSubject as get } from '#server/schemas/get-subject.ts'

export const GET = route(getSubject, get)
export const DELETE = route(deleteSubject, remove)
