import { deleteView } from '#lib/contract/views.ts'
import { route } from '#server/http/route.ts'
import { deleteView as verb } from '#server/views/delete-view.ts'

export const DELETE = route(deleteView, verb)
