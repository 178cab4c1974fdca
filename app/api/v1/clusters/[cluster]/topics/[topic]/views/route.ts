import { listViews, saveView } from '#lib/contract/views.ts'
import { route } from '#server/http/route.ts'
import { listViews as list } from '#server/views/list-views.ts'
import { saveView as save } from '#server/views/save-view.ts'

export const GET = route(listViews, list)
export const POST = route(saveView, save)
