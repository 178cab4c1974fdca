/** The build of a test run: always a new one. */
import { ensureBuilt } from '../../server/demo/production-build.ts'

await ensureBuilt({ force: true })
