import { once } from 'node:events'
import { Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'

/** The key that every example reads from its environment. */
export const CI_BOT_KEY = 'the key of ci-bot in the examples, 256 bits'

/** The master key of the registries that examples open, each in memory. */
const MASTER_KEY = `docs:${Buffer.alloc(32, 'docs').toString('base64')}`

/** A program that was run, and what it left behind. */
export interface RunningProgram {
  /** What it exports. */
  exports: Record<string, unknown>
  /** Every line that it printed so far. */
  printed: string[]
  /** The origin of the server that it started last, or the one started last before it. */
  origin: string
  /** Whether it started a server. */
  hasServer: boolean
}

const servers: Server[] = []

/**
 * Runs a program in this process. Servers listen on a port of their own on the loopback, whatever they ask for, and what
 * it fetches goes to the server that was started last.
 */
export async function runProgram(file: string): Promise<RunningProgram> {
  const printed: string[] = []
  for (const method of ['log', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
      printed.push(
        values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '),
      )
    })
  }
  vi.stubEnv('CI_BOT_KEY', CI_BOT_KEY)
  vi.stubEnv('HAWK_AUTH_DATABASE', ':memory:')
  vi.stubEnv('HAWK_AUTH_MASTER_KEY', MASTER_KEY)
  vi.stubGlobal('fetch', fetchFromLastServer)
  const serversBefore = servers.length
  listenAnywhere()
  const exports = (await import(/* @vite-ignore */ file)) as Record<string, unknown>
  for (const server of servers.slice(serversBefore)) if (!server.listening) await once(server, 'listening')
  return { exports, printed, origin: lastOrigin(), hasServer: servers.length > serversBefore }
}

/** Ends every server that a program started. */
export async function closeServers(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.close()
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)()
    await once(server, 'close')
  }
}

/** `fetch` as it was before any program ran. */
export const realFetch = globalThis.fetch

const listen = Reflect.get(Server.prototype, 'listen') as (this: Server, ...rest: unknown[]) => Server

function listenAnywhere(): void {
  Reflect.set(Server.prototype, 'listen', function (this: Server, ...asked: unknown[]) {
    servers.push(this)
    return listen.call(this, 0, '127.0.0.1', ...asked.filter((each) => typeof each === 'function'))
  })
}

function lastOrigin(): string {
  const address = servers.at(-1)?.address() as AddressInfo | null | undefined
  return address ? `http://127.0.0.1:${address.port}` : ''
}

async function fetchFromLastServer(input: string | URL, init?: RequestInit): Promise<Response> {
  const { pathname, search } = new URL(input)
  return realFetch(lastOrigin() + pathname + search, init)
}
