import { expect, inject, test } from 'vitest'
import { testContext } from '#testkit/http/test-context.ts'
import { listAcls } from './list-acls.ts'

test('without an authorizer there are no ACLs, and that is said', async () => {
  const ctx = testContext(inject('bootstrapServers'))
  try {
    const query = { cluster: 'test', sort: 'principal', page: 1, pageSize: 50 }
    expect(await listAcls(ctx, query)).toMatchObject({ enabled: false, total: 0 })
  } finally {
    ctx.cluster.close()
  }
})
