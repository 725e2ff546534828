import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** Where a program runs. */
export interface Setting {
  cwd?: string
  /** Variables beside those of this process. */
  env?: Readonly<Record<string, string>>
}

const children = new Map<ChildProcess, NodeJS.Signals>()
process.once('exit', () => {
  for (const [child, signal] of children) child.kill(signal)
})

/** Sees to it that a child does not outlive this process; one that may be stopped hears of SIGKILL alone. */
export function endWithThisProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): void {
  children.set(child, signal)
  child.once('close', () => children.delete(child))
}

/** Gathers what a child writes to stdout and stderr; gives what that is so far. */
export function gatherOutput({ stdout, stderr }: { stdout: Readable; stderr: Readable }): () => string {
  const output: string[] = []
  for (const stream of [stdout, stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  }
  return () => output.join('')
}

/** Runs a program to its end, and gives what it wrote to stdout and stderr; where it fails, that is in the error. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  { cwd, env }: Setting = {},
): Promise<string> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endWithThisProcess(child)
  const output = gatherOutput(child)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${output()}`)
  return output()
}
