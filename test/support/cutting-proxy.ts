import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a database server that breaks off where a test wants it to. */
export interface CuttingProxy {
  /** The database by this way. */
  location: string
  /**
   * Breaks everything off at the nth message from now on: `before` the server sees it, or `after`, when it has answered
   * and nobody heard. Connections after that are refused.
   */
  cutAt: (message: number, when: 'before' | 'after') => void
  /** Lets nothing through any more, either way, and breaks nothing off; `release` goes on. */
  hold: () => void
  release: () => void
  /** Whether it has broken off. */
  isCut: () => boolean
}

/** Both protocols are one of question and answer: what arrives at once is one message. */
export async function startCuttingProxy(location: string): Promise<CuttingProxy> {
  const url = new URL(location)
  const [host, serverPort] = [url.hostname, Number(url.port)]
  const open = new Set<Socket>()
  let cut = { message: Infinity, when: 'before' }
  let messages = 0
  let isHeld = false
  const isCut = (): boolean => messages >= cut.message

  function breakOff(): void {
    for (const socket of open) socket.destroy()
  }

  function serve(client: Socket): void {
    if (isCut()) return void client.destroy()
    const upstream = connect(serverPort, host)
    for (const [socket, other] of [[client, upstream] as const, [upstream, client] as const]) {
      open.add(socket)
      socket
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(socket)
          other.destroy()
        })
    }
    client.on('data', (data) => {
      messages++
      if (isCut() && cut.when === 'before') breakOff()
      else upstream.write(data)
    })
    upstream.on('data', (data) => {
      if (isCut()) breakOff()
      else client.write(data)
    })
    if (isHeld) hold()
  }

  function hold(): void {
    isHeld = true
    for (const socket of open) socket.pause()
  }

  const server = createServer(serve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    breakOff()
    server.close()
  })
  // Node's server hands its port out as AddressInfo.
  url.port = String((server.address() as AddressInfo).port)
  url.hostname = '127.0.0.1'
  return {
    location: url.href,
    isCut,
    hold,
    release() {
      isHeld = false
      for (const socket of open) socket.resume()
    },
    cutAt(message, when) {
      messages = 0
      cut = { message, when }
    },
  }
}
