import { listTransactions } from '#lib/contract/transactions.ts'
import { listTransactions as verb } from '#server/transactions/list-transactions.ts'
import { route } from '#server/http/route.ts'

export const GET = route(listTransactions, verb)
