import { deleteGroup } from '#lib/contract/group-offsets.ts'
import { getGroup } from '#lib/contract/groups.ts'
import { deleteGroup as remove } from '#server/group-offsets/delete-group.ts'
import { getGroup as read } from '#server/groups/get-group.ts'
import { route } from '#server/http/route.ts'

export const GET = route(getGroup, read)

export const DELETE = route(deleteGroup, remove)
