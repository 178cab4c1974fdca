import { singleton } from './singleton.ts'

/** Where package.json stands. Known to `server/main.ts`, which may be started from anywhere; bundled code cannot tell by itself. */
export function projectFolder(): string {
  return singleton('project-folder', () => process.cwd())
}

export function setProjectFolder(folder: string): void {
  singleton('project-folder', () => folder)
}
