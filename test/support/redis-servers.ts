import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { endWithThisProcess, gatherOutput } from './child-process.js'
import { freePort } from './running-service.js'
import { findService } from './services.js'
import type { Service } from './services.js'

export const REDIS: Service = {
  program: 'redis-server',
  install: 'apt-get install --no-install-recommends redis-server',
}

/** How a server is started. */
export interface RedisSetup {
  /** Whether every write is on the disk before it is answered; default false, then nothing is ever written there. */
  appendonly?: boolean
  /** Default a free one. */
  port?: number
  /** Where its files are; default a new one, which is removed when it is stopped. */
  directory?: string
  /** Further ones for the command line; they come last, and so overrule. */
  args?: readonly string[]
}

/** A Redis of a test's own, which runs as a child of this process on a port of the loopback. */
export interface RedisServer {
  host: string
  port: number
  /** `redis://127.0.0.1:port` */
  url: string
  /** Sends one command by a connection of its own, and gives the answer. */
  ask: (command: string, ...args: (string | number)[]) => Promise<unknown>
  /** Lets it hang: it takes connections and bytes, and answers nothing. */
  pause: () => void
  resume: () => void
  /** Ends it as a loss of its process does. Its files stay. */
  kill: () => Promise<void>
  /** Starts it again on the same port, with the same files, and waits until it answers. Kills it first where it runs. */
  restart: () => Promise<void>
  /** Ends it, and removes its directory where that was made for it. */
  stop: () => Promise<void>
  /** What it has written to stdout and stderr. */
  output: () => string
}

const HOST = '127.0.0.1'
const ATTEMPTS = 3
/** A node of a cluster also listens 10 000 higher, which must lie below what Linux gives to whoever asks for port 0. */
const HIGHEST_PORT = 22_700

/** Starts a Redis and waits until it answers. */
export async function startRedis(setup: RedisSetup = {}): Promise<RedisServer> {
  const program = findService(REDIS)
  if (program === undefined) throw new Error(`there is no ${REDIS.program}`)
  for (let attempt = 1; ; attempt++) {
    const server = serverAt(program, setup.port ?? (await freeRedisPort()), setup)
    try {
      await server.restart()
      return server
    } catch (error) {
      await server.stop()
      if (setup.port !== undefined || attempt === ATTEMPTS) throw error
    }
  }
}

async function freeRedisPort(): Promise<number> {
  for (;;) {
    const port = await freePort()
    if (port <= HIGHEST_PORT) return port
  }
}

function serverAt(program: string, port: number, setup: RedisSetup): RedisServer {
  const { appendonly = false, args = [] } = setup
  const directory = setup.directory ?? mkdtempSync(join(tmpdir(), 'hawk-auth-redis-'))
  const commandLine = [
    ...['--bind', HOST, '--port', `${port}`, '--dir', directory, '--save', '', '--daemonize', 'no'],
    ...(appendonly ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']),
    ...args,
  ]
  let running: { child: ChildProcess; closed: Promise<unknown>; output: () => string } | null = null
  let written = ''

  async function kill(): Promise<void> {
    if (running === null) return
    const { child, closed, output } = running
    child.kill('SIGKILL')
    await closed
    written += output()
    running = null
  }

  function signal(name: NodeJS.Signals): void {
    running?.child.kill(name)
  }

  function output(): string {
    return written + (running?.output() ?? '')
  }

  return {
    host: HOST,
    port,
    url: `redis://${HOST}:${port}`,
    ask: (command, ...rest) => ask(port, command, rest),
    pause: () => {
      signal('SIGSTOP')
    },
    resume: () => {
      signal('SIGCONT')
    },
    kill,
    async restart() {
      await kill()
      const child = spawn(program, commandLine, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
      endWithThisProcess(child, 'SIGKILL')
      running = { child, closed: once(child, 'close'), output: gatherOutput(child) }
      while (!(await answers(port))) {
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`${program} did not start: ${output()}`)
        }
        await later(5)
      }
    },
    async stop() {
      await kill()
      if (setup.directory === undefined) rmSync(directory, { recursive: true })
    },
    output,
  }
}

/** Whether it has its data, and takes commands. */
async function answers(port: number): Promise<boolean> {
  return ask(port, 'PING', []).then(
    (answer) => answer === 'PONG',
    () => false,
  )
}

async function ask(port: number, command: string, args: readonly (string | number)[]): Promise<unknown> {
  const client = new Redis({
    host: HOST,
    port,
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    disableClientInfo: true,
    retryStrategy: () => null,
    protocol: 2,
  })
  // The promise of connect() says the same.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await client.call(command, ...args)
  } finally {
    client.disconnect()
  }
}
