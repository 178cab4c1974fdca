/** Creates the shop's topics in an empty cluster (its address is the argument), writes the history, and ends. */
import { shopClients } from './clients.ts'
import { writeHistory } from './history.ts'
import { commitGroups } from './groups.ts'
import { createTopics } from './topics.ts'

const clients = shopClients(process.argv[2] ?? '')
await createTopics(clients)
await writeHistory(clients)
await commitGroups(clients)
await clients.close()
