import { fileURLToPath } from 'node:url'
import { runToEnd } from './child-process.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Builds a project of TypeScript, and what it uses, as far as that is not done; `directory` counts from the root. */
export async function buildProject(directory: string): Promise<void> {
  await runToEnd(process.execPath, ['node_modules/typescript/bin/tsc', '-b', directory], { cwd: root })
}
