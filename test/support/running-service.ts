import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { endWithThisProcess, gatherOutput } from './child-process.js'
import { findService } from './services.js'
import type { Service } from './services.js'

/** What a service is started with. */
export interface ServiceSetup {
  /** Files that it finds in its own directory, by their paths in it. */
  files: Readonly<Record<string, string>>
  args: readonly string[]
}

/** A service that runs as a child of this process. */
export interface RunningService {
  port: number
  /** Its own directory; gone when it is stopped. */
  directory: string
  /** What it has written to stdout and stderr. */
  output: () => string
  stop: () => Promise<void>
}

const ATTEMPTS = 3

/**
 * Starts a service in a new directory, which is its working directory too, and waits until it takes connections on its
 * port of the loopback. It needs no rights, and nobody else's instance is touched.
 */
export async function startService(
  service: Service,
  setupFor: (place: { port: number; directory: string }) => ServiceSetup,
): Promise<RunningService> {
  const program = findService(service)
  if (program === undefined) throw new Error(`there is no ${service.program}`)
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const running = startAt(program, port, setupFor)
    if (await running.listens()) return running
    await running.stop()
    if (attempt === ATTEMPTS) throw new Error(`${service.program} did not start: ${running.output()}`)
  }
}

/** Below these of Linux are none, and above them those that it gives to whoever asks for port 0. */
const PORTS = [20_000, 32_000] as const

/** A free port of the loopback, for a program that has to be told one; nobody who asks for port 0 gets it meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...PORTS)
    const server = createServer()
    try {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      return port
    } catch {
      // Somebody has it.
    } finally {
      server.close()
    }
  }
}

function startAt(
  program: string,
  port: number,
  setupFor: (place: { port: number; directory: string }) => ServiceSetup,
): RunningService & { listens: () => Promise<boolean> } {
  const directory = mkdtempSync(join(tmpdir(), 'hawk-auth-service-'))
  const { files, args } = setupFor({ port, directory })
  // A service that is started by root goes on as somebody else.
  chmodSync(directory, 0o711)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text, { mode: 0o600 })
  }
  const child = spawn(program, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
  endWithThisProcess(child)
  const ended = once(child, 'close')
  return {
    port,
    directory,
    output: gatherOutput(child),
    listens: () => listens(child, port),
    stop: async () => {
      child.kill()
      await ended
      rmSync(directory, { recursive: true })
    },
  }
}

/** Waits until somebody listens on a port; false where the process that should has ended. */
async function listens(child: ChildProcess, port: number): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return true
    } catch {
      await later(5)
    } finally {
      socket.destroy()
    }
  }
  return false
}
