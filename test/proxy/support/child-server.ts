import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildProject } from '../../support/build-project.js'

const PROGRAM = fileURLToPath(new URL('../../dist/proxy/serve.js', import.meta.url))

/** A server of `test/proxy/children`, in a process of its own. */
export interface ChildServer {
  port: number
  /** Ends it, and gives everything that it wrote to stderr. */
  stop: () => Promise<string>
}

/** Builds the programs, and what they use, as far as that is not done. */
export async function buildChildren(): Promise<void> {
  await buildProject('test/proxy/children')
}

/** Starts a server. */
export async function startChild(framework: string, setting?: string): Promise<ChildServer> {
  const args = setting === undefined ? [framework] : [framework, setting]
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const errors: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const ended = once(child, 'close')
  const printed = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>
  const first = await Promise.race([printed, ended.then(() => undefined)])
  if (first === undefined) throw new Error(`the ${framework} server ended: ${errors.join('')}`)
  return {
    port: Number(first[0]),
    stop: async () => {
      child.stdin.end()
      await ended
      return errors.join('')
    },
  }
}
