import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as later } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url))

const POLL_MS = 20

/** The server of this example, as `npm start` starts it, with a registry of its own. */
export class OwnServer {
  readonly #child: ChildProcess
  readonly #lines: string[] = []

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static async start(redisUrl: string): Promise<OwnServer> {
    const env = { ...process.env, PORT: '0', HAWK_AUTH_DATABASE: '', PUBLIC_URL: '', REDIS_URL: redisUrl }
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const server = new OwnServer(child)
    await new Promise<void>((resolve, reject) => {
      const reader = createInterface({ input: child.stdout })
      reader.on('line', (line) => {
        server.#lines.push(line)
        if (line.startsWith('Ctrl+C')) resolve()
      })
      reader.on('close', () => reject(new Error(`the server ended: ${server.#lines.join('\n')}`)))
    })
    return server
  }

  get url(): string {
    return this.#find(/listens on (http:\S+\d)/)
  }

  /** A client whose requests it admits. */
  get client(): { id: string; key: string } {
    return { id: this.#find(/HAWK_ID=(\S+)/), key: this.#find(/HAWK_KEY=(\S+)/) }
  }

  /** Waits until two of its processes serve at least, and gives the one that has served longest. */
  async eldestOfTwo(): Promise<number> {
    for (;;) {
      const ended = new Set(this.#pids(/^worker (\d+) has ended/))
      const [eldest, other] = this.#pids(/^worker (\d+) serves/).filter((pid) => !ended.has(pid))
      if (eldest !== undefined && other !== undefined) return eldest
      await later(POLL_MS)
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await ended
  }

  #find(pattern: RegExp): string {
    return pattern.exec(this.#lines.join('\n'))?.[1] ?? ''
  }

  #pids(pattern: RegExp): number[] {
    return this.#lines.flatMap((line) => pattern.exec(line)?.slice(1).map(Number) ?? [])
  }
}
