import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Waiting {
  resolve(message: unknown): void
  reject(error: Error): void
}

/** A server in a process of its own, which is asked things between loads. */
export class ServedProcess {
  /** Set once it has started. */
  port = 0
  readonly #child: ChildProcess
  #waiting: Waiting | undefined

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (message) => this.#waiting?.resolve(message))
    child.on('error', (error) => this.#waiting?.reject(error))
    child.on('exit', () => this.#waiting?.reject(new Error(`${child.spawnargs.join(' ')} has ended`)))
  }

  /** Starts a module that calls {@link serveFromProcess}. */
  static async start(module: URL, args: readonly string[]): Promise<ServedProcess> {
    const env = { ...process.env, NODE_ENV: 'production' }
    const served = new ServedProcess(fork(module, args, { env, execArgv: ['--expose-gc'] }))
    served.port = Number(await served.#nextMessage())
    return served
  }

  /** Asks the process; only one question at a time. */
  ask(question: string): Promise<unknown> {
    this.#child.send(question)
    return this.#nextMessage()
  }

  stop(): void {
    this.#waiting = undefined
    this.#child.disconnect()
  }

  #nextMessage(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }
}

/** Serves on a port of its own on loopback, answers questions, and ends with the process that started it. */
export function serveFromProcess(server: Server, answer: (question: string) => unknown): void {
  // Connections stay open between two loads, however far apart these are.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1', () => {
    process.send?.((server.address() as AddressInfo).port)
  })
  process.on('message', (question: string) => {
    process.send?.(answer(question))
  })
  process.once('disconnect', () => process.exit())
}
