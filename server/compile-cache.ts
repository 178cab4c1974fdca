import { enableCompileCache, getCompileCacheDir } from 'node:module'
import { join } from 'node:path'

/**
 * Keeps compiled code between starts, and for the threads that scan: a thread loads some 400 files, which takes half a second of computing
 * without. It lies beside the built application, where nobody else writes; where that cannot be written to there is none.
 */
const distDir = process.env['TAILRACE_DIST_DIR'] ?? '.next'
enableCompileCache(join(import.meta.dirname, '..', distDir, 'cache/node'))
const directory = getCompileCacheDir()
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] = directory
