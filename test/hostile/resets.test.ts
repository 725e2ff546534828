import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { ADAPTERS } from './adapters.js'
import { exchange } from './exchange.js'
import { Faults } from './faults.js'
import { HostileApp } from './hostile-app.js'
import { prepareHonest } from './recipes.js'
import { honestPlansOf, requestOf } from './sequence.js'

/** When a sender resets its connection: of all that is sent half is, all is, the answer begins; or while it floods. */
const MOMENTS = ['half', 'all', 'answer', 'flood'] as const
type Moment = (typeof MOMENTS)[number]

const SEED = 7
const PATIENCE_MS = 10_000

/** Requests whose connection Node treats in a way of its own, and bodies that are refused before they have come. */
const LEFT_HALF_WAY = [
  'CONNECT a:1 HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc',
  'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nabc',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\nabc',
  'POST / HTTP/1.1\r\nHost: a\r\nAuthorization: Hawk id="a"\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\nabc',
  'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9000000\r\n\r\n',
].map((text) => Buffer.from(text))

/** Sends bytes, and resets the connection at a moment; where that never comes, soon after. */
function sendAndReset(port: number, bytes: Uint8Array, moment: Moment): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const reset = (): void => void socket.resetAndDestroy()
    const flood = (): void => {
      if (!socket.destroyed) socket.write(Buffer.alloc(65_536, 'a'), flood)
    }
    const last = setTimeout(reset, 100)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(last)
      resolve()
    })
    if (moment === 'answer') socket.once('data', reset)
    const isHalf = moment === 'half'
    const next = { half: reset, all: reset, answer: undefined, flood }[moment]
    socket.write(isHalf ? bytes.subarray(0, bytes.length / 2) : bytes, next)
  })
}

it.each(ADAPTERS)('$name survives senders that reset their connection at any moment', async (adapter) => {
  const app = await HostileApp.start(adapter.createServer)
  const faults = new Faults()
  onTestFinished(() => {
    faults.stop()
    app.stop()
  })
  const [last, ...plans] = honestPlansOf(SEED, 0, 41)
  if (last === undefined) throw new Error('no plan')
  const requests = [
    ...LEFT_HALF_WAY,
    ...plans.map((plan, number) => prepareHonest(plan, `reset-${number}`).bytes),
    ...Array.from({ length: 60 }, (_, number) => requestOf({ adapter, seed: SEED }, number).bytes),
  ]
  await Promise.all(
    MOMENTS.flatMap((moment) => requests.map((bytes) => sendAndReset(app.port, bytes, moment))),
  )
  await app.idle(PATIENCE_MS)
  const honest = { ...prepareHonest(last, 'honest'), senderEnds: false }
  expect(await exchange(app.port, honest, { patienceMs: PATIENCE_MS })).toMatchObject({ statuses: [200] })
  expect(faults.seen).toEqual([])
})
