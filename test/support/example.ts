import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildProject } from './build-project.js'
import { endWithThisProcess, runToEnd } from './child-process.js'
import type { Setting } from './child-process.js'

/** The programs of an example, as they run for whoever starts it. */
export interface Example {
  /** Runs a program to its end, in the directory of the example unless told otherwise. */
  run: typeof runToEnd
  /** Starts its server, and waits until that has printed that it is ready. */
  start: (starting: Starting) => Promise<RunningExample>
}

/** What a server is started with. */
export interface Starting extends Pick<Setting, 'env'> {
  /** How the line begins by which it says that it is ready; default `Ctrl+C`. */
  readyLine?: string
}

/** The server of an example, in a process of its own. */
export interface RunningExample {
  /** The lines that it has printed so far. */
  printed: readonly string[]
  stop: () => Promise<void>
}

/** Builds an example, as far as that is not done: its processes run what was built. */
export async function buildExample(name: string): Promise<Example> {
  await buildProject(`examples/${name}`)
  const cwd = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))
  return {
    run: (program, args, setting) => runToEnd(program, args, { cwd, ...setting }),
    start: (starting) => startServer(cwd, starting),
  }
}

async function startServer(cwd: string, { env, readyLine = 'Ctrl+C' }: Starting): Promise<RunningExample> {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  endWithThisProcess(child)
  const ended = once(child, 'close')
  const printed: string[] = []
  await new Promise<void>((resolve, reject) => {
    const reader = createInterface({ input: child.stdout })
    reader.on('line', (line) => {
      printed.push(line)
      if (line.startsWith(readyLine)) resolve()
    })
    reader.on('close', () => reject(new Error(`the server ended: ${printed.join('\n')}`)))
  })
  return {
    printed,
    stop: async () => {
      child.kill()
      await ended
    },
  }
}
