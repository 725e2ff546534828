import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as later } from 'node:timers/promises'
import { openClients } from './open-clients.js'
import { describeReplayCache } from './replay-cache.js'
import type { Settings } from './settings.js'
import { keepSubmissions } from './shared-submissions.js'
import { usageLines } from './usage-lines.js'

/** A process that takes longer to end its requests is ended. */
const PATIENCE_MS = 10_000
/** A process that fails as soon as it starts does not keep the machine busy. */
const RESTART_PAUSE_MS = 200

/** Starts the processes that serve, and another one for each that ends. */
export async function runPrimary(settings: Settings): Promise<void> {
  // Tables, a key and, for the demonstration, clients: made by one process, before the others ask for them.
  const { database, clients, removeDatabase } = await openClients(settings.database)
  process.once('exit', removeDatabase)
  const workers = new Workers({ HAWK_AUTH_DATABASE: database })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => workers.end())
  keepSubmissions(cluster)

  const port = await workers.start()
  await Promise.all(Array.from({ length: settings.workerCount - 1 }, () => workers.start()))
  const url = settings.publicUrl ?? `http://127.0.0.1:${port}`
  console.log([describeReplayCache(settings.redisUrl), '', ...usageLines(url, clients)].join('\n'))
}

class Workers {
  readonly #env: Record<string, string>
  #port = 0
  #isEnding = false

  constructor(env: Record<string, string>) {
    this.#env = env
  }

  /** Starts one, waits until it serves or is gone, and gives the port that all of them share. */
  async start(): Promise<number> {
    const worker = cluster.fork(this.#env)
    const { pid } = worker.process
    worker.once('listening', ({ port }: AddressInfo) => {
      console.log(`worker ${pid} serves`)
      this.#port = port
    })
    const gone = once(worker, 'exit')
    void gone.then(([code, signal]) => this.#replace(`worker ${pid} has ended (${signal ?? `code ${code}`})`))
    await Promise.race([once(worker, 'listening'), gone])
    return this.#port
  }

  /** Lets all of them answer what they have, and end. */
  end(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    for (const worker of running()) worker.process.kill('SIGTERM')
    setTimeout(() => running().forEach((worker) => worker.process.kill('SIGKILL')), PATIENCE_MS).unref()
  }

  async #replace(what: string): Promise<void> {
    if (this.#isEnding) return
    // The first one has said why it can't serve; the others could not either.
    if (this.#port === 0) process.exit(1)
    console.log(`${what}; another takes its place`)
    await later(RESTART_PAUSE_MS)
    if (!this.#isEnding) await this.start()
  }
}

function running(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
}
