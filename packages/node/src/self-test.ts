import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import { BodyGate } from './body-gate.js'
import { doNothing } from './do-nothing.js'

const REQUEST = 'POST / HTTP/1.1\r\nHost: self-test\r\nContent-Length: 4\r\n\r\nbody'

let result: string | undefined

/**
 * Proves, once per process, that this runtime's HTTP parser hands bodies to the message's own `push`, which is what the
 * gate stands in front of. A request is parsed from memory; no port is opened.
 *
 * @throws Error where it does not: a guard that bodies pass by must not start
 */
export function assertGateWorks(): void {
  result ??= runSelfTest()
  if (result === 'held') return
  throw new Error(
    `This runtime hands request bodies past the Hawk guard (${result}). Use @hawk-auth/fetch, or a supported Node.`,
  )
}

function runSelfTest(): string {
  let held = ''
  let hasEnded = false
  let leaked = -1
  const server = createServer((request) => {
    const gate = new BodyGate(request)
    gate.handTo({
      take: (chunk) => {
        held += chunk.toString('latin1')
        return true
      },
      end: () => {
        hasEnded = true
        leaked = request.readableLength
      },
    })
  })
  const socket = new Duplex({
    read: doNothing,
    write: (_chunk, _encoding, done) => {
      done()
    },
  })
  server.emit('connection', socket)
  socket.emit('data', Buffer.from(REQUEST, 'latin1'))
  socket.destroy()
  return held === 'body' && hasEnded && leaked === 0
    ? 'held'
    : `held ${held.length} of 4 bytes, leaked ${leaked}`
}
