import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildProject } from '../../support/build-project.js'
import { startServerProgram } from '../../support/server-program.js'
import type { ServerProgram } from '../../support/server-program.js'

const PROGRAM = fileURLToPath(new URL('../../dist/replay/serve.js', import.meta.url))
const SERVERS = 4

/** The store that the servers of a fleet share: one of `test/replay/children/stores.ts`, and where it is. */
export interface SharedStore {
  kind: string
  location: string
}

/** Four servers with one store, each in a process of its own. */
export class Fleet {
  readonly #start: (at: number) => Promise<ServerProgram>
  readonly #directory: string
  #servers: ServerProgram[] = []

  private constructor({ kind, location }: SharedStore) {
    this.#directory = mkdtempSync(join(tmpdir(), 'hawk-auth-replay-'))
    this.#start = (at) => startServerProgram(PROGRAM, [kind, location, this.#logOf(at)])
  }

  static async start(store: SharedStore): Promise<Fleet> {
    const fleet = new Fleet(store)
    fleet.#servers = await Promise.all(Array.from({ length: SERVERS }, (_, at) => fleet.#start(at)))
    return fleet
  }

  /** Where they listen now: a server that is started again listens on another port. */
  get ports(): readonly number[] {
    return this.#servers.map(({ port }) => port)
  }

  /** Kills one of them in the midst of what it does. */
  async kill(at: number): Promise<void> {
    await this.#servers[at]?.end('SIGKILL')
  }

  /** Starts one again that was killed. */
  async restart(at: number): Promise<void> {
    this.#servers[at] = await this.#start(at)
  }

  /** The nonces of the requests that their handlers ran for, one for each run. */
  handled(): string[] {
    return this.#servers.flatMap((_, at) => readFileSync(this.#logOf(at), 'utf8').split('\n').filter(Boolean))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map(({ end }) => end()))
    rmSync(this.#directory, { recursive: true })
  }

  #logOf(at: number): string {
    return join(this.#directory, `handled-${at}`)
  }
}

/** Builds the program of the servers, and what it uses, as far as that is not done. */
export async function buildServers(): Promise<void> {
  await buildProject('test/replay/children')
}
