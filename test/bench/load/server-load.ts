import { ServedProcess } from '../children/served-process.js'
import { KeepAliveConnection } from './keep-alive-connection.js'
import { makeRawRequests } from './raw-requests.js'

const CONNECTIONS = 16

/** A server under a load that it can't keep up with: what it costs is told by its processor time. */
export class ServerLoad {
  readonly #server: ServedProcess
  readonly #connections: readonly KeepAliveConnection[]

  private constructor(server: ServedProcess, connections: readonly KeepAliveConnection[]) {
    this.#server = server
    this.#connections = connections
  }

  static async start(module: URL, args: readonly string[]): Promise<ServerLoad> {
    const server = await ServedProcess.start(module, args)
    const opening = Array.from({ length: CONNECTIONS }, () => KeepAliveConnection.open(server.port))
    return new ServerLoad(server, await Promise.all(opening))
  }

  /** Sends distinct signed requests, and gives the processor time that the server took for each, in microseconds. */
  async measure(count: number): Promise<number> {
    const requests = makeRawRequests(count).values()
    const before = Number(await this.#server.ask('processor time'))
    await Promise.all(this.#connections.map((connection) => sendAll(connection, requests)))
    return (Number(await this.#server.ask('processor time')) - before) / count
  }

  stop(): void {
    for (const connection of this.#connections) connection.close()
    this.#server.stop()
  }
}

/** Each connection takes the next request from the same list. */
async function sendAll(connection: KeepAliveConnection, requests: Iterator<Buffer>): Promise<void> {
  for (let next = requests.next(); next.done !== true; next = requests.next()) {
    const answer = await connection.send(next.value)
    if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(`a good request was answered "${answer}"`)
  }
}
