import { z } from 'zod'
import { Done, Durable, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { ofTopic } from './resource.ts'

/** A way to look at a topic's records that was given a name: the search part of the page's address. Everybody on the cluster sees it. */
export const View = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  by: z.string(),
  at: Timestamp,
  /** Whether it is this person's: others are replaced and removed with view.manage only. */
  own: z.boolean(),
})
export type View = z.infer<typeof View>

const path = '/clusters/{cluster}/topics/{topic}/views'

export const listViews = endpoint({
  path,
  summary: 'The saved views of a topic, by name',
  permission: 'record.view',
  resources: ofTopic,
  output: z.object({ items: z.array(View) }),
})

export const ViewBody = z.strictObject({
  name: z.string().trim().min(1, 'give it a name').max(100),
  query: z.string().max(4000, 'it is too long to be saved'),
})

export const saveView = endpoint({
  method: 'POST',
  path,
  summary: 'Saves a view; one of the same name is replaced, that of another with view.manage only',
  permission: 'view.write',
  resources: ({ topic }) => [{ kind: 'view', topic, view: null }],
  status: 201,
  body: ViewBody,
  output: View.extend({ durable: Durable }),
})

export const deleteView = endpoint({
  method: 'DELETE',
  path: '/clusters/{cluster}/topics/{topic}/views/{view}',
  summary: 'Removes a saved view, that of another with view.manage only',
  permission: 'view.write',
  resources: ({ topic, view }) => [{ kind: 'view', topic, view }],
  output: Done.extend({ durable: Durable }),
})
