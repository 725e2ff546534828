import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { endWithThisProcess } from './child-process.js'

/** A server in a process of its own, which printed its port when it was ready. */
export interface ServerProgram {
  port: number
  /** What it has written to stderr. */
  errors: () => string
  /** Ends it, as its parent's end would; or by a signal. */
  end: (signal?: NodeJS.Signals) => Promise<void>
}

/** Starts a program of Node whose first line is its port, and that ends when its stdin does. */
export async function startServerProgram(program: string, args: readonly string[]): Promise<ServerProgram> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  endWithThisProcess(child)
  const errors: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const ended = once(child, 'close')
  const printed = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>
  const first = await Promise.race([printed, ended.then(() => undefined)])
  if (first === undefined) throw new Error(`${program} ${args.join(' ')} ended: ${errors.join('')}`)
  return {
    port: Number(first[0]),
    errors: () => errors.join(''),
    end: async (signal) => {
      if (signal === undefined) child.stdin.end()
      else child.kill(signal)
      await ended
    },
  }
}
