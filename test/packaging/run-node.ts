import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Runs this very Node with the given arguments and returns what it printed. When it fails, the error holds
 * all that it printed.
 */
export function runNode(args: string[], cwd: string): string {
  try {
    return execFileSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`node ${args.join(' ')}\n${stdout}${stderr}`, { cause: error })
  }
}

/** Runs a program; `program` is its path from the root's node_modules. */
export function runTool(program: string, args: string[], cwd: string): string {
  return runNode([`${repositoryRoot}node_modules/${program}`, ...args], cwd)
}
