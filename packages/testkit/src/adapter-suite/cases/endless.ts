import { equal, ok } from 'node:assert/strict'
import { eventually } from '../../eventually.js'
import type { RawConnection } from '../../wire/raw-connection.js'
import { CLIENTS } from '../clients.js'
import { Hold } from '../hold.js'
import type { SuiteContext } from '../suite-context.js'
import type { Http1App } from '../http1-app.js'
import type { WireRequest } from '../wire-request.js'

const MAX_READ_BYTES = 2 * 1_048_576
const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'x'), Buffer.from('\r\n')])
const BAD_MAC = { signed: { mac: 'AAAA' } } as const

const UPLOADS: Readonly<Record<string, { request: WireRequest; reads: boolean }>> = {
  'an endless upload in chunks': { request: { ...BAD_MAC, body: '', chunkBytes: [1] }, reads: true },
  'an upload of a terabyte': {
    request: { ...BAD_MAC, method: 'POST', headers: { 'Content-Length': '1000000000000' } },
    reads: true,
  },
  'an endless upload of nobody': { request: { authorization: null, body: '', chunkBytes: [1] }, reads: true },
  'the endless upload of a sender who never reads': {
    request: { ...BAD_MAC, body: '', chunkBytes: [1] },
    reads: false,
  },
}

/** Senders who do not stop sending, and senders who do not read. */
export function endlessCases(suite: SuiteContext): void {
  suite.http1.group('does not drown', () => {
    // Each is watched until it is cut, for as long as a guard lets it linger: side by side that is one wait.
    let cuts: Map<string, Promise<void>> | undefined
    for (const what of Object.keys(UPLOADS)) {
      suite.http1.bare(`${what} is refused at once, at most 2 MiB are read, and it is cut [M6]`, async () => {
        cuts ??= new Map(Object.entries(UPLOADS).map(([name, upload]) => [name, isCut(suite, upload)]))
        await cuts.get(what)
      })
    }

    const hold = new Hold()
    const find = async (): Promise<typeof CLIENTS.alice> => {
      await hold.wait()
      return CLIENTS.alice
    }
    suite.http1.case(
      'nothing is taken of a body whose header is not accepted yet [M5]',
      { verifier: { credentials: find } },
      async (app) => {
        const connection = await app.connect()
        connection.write(app.write({ ...BAD_MAC, body: '', chunkBytes: [1] }).head)
        const stop = pump(connection)
        await eventually(() => hold.waiting === 1, 'a pending lookup')
        await isStill(app)
        const heldBytes = app.bytesRead
        ok(heldBytes <= 256 * 1024, `${heldBytes} bytes were taken before the header was accepted`)
        hold.release()
        suite.isRefusal(await connection.response(), 'ERR_HAWK_BAD_MAC')
        stop()
        connection.destroy()
      },
    )
  })
}

function isCut(
  suite: SuiteContext,
  { request, reads }: { request: WireRequest; reads: boolean },
): Promise<void> {
  const cut = suite.http1.with({}, async (app) => {
    const connection = await app.connect()
    if (!reads) connection.socket.pause()
    connection.write(app.write(request).head)
    const stop = pump(connection)
    if (reads) equal((await connection.response()).status, 401)
    await eventually(() => app.sockets[0]?.destroyed === true, 'the cut connection')
    stop()
    const { bytesRead } = app
    ok(bytesRead <= MAX_READ_BYTES, `${bytesRead} bytes were read of a refused body`)
    connection.destroy()
    equal(app.log.runs.length, 0)
  })
  // Nobody waits for it yet.
  cut.catch(() => undefined)
  return cut
}

/** Sends chunk after chunk, as fast as they are taken, until it is told to stop. */
function pump({ socket }: RawConnection): () => void {
  let isOn = true
  const send = (): void => {
    while (isOn && !socket.destroyed && socket.write(CHUNK));
  }
  socket.on('drain', send)
  send()
  return () => {
    isOn = false
  }
}

/** Waits until the server reads no more. */
async function isStill(app: Http1App): Promise<void> {
  let before = -1
  let stillFor = 0
  await eventually(() => {
    stillFor = app.bytesRead === before ? stillFor + 1 : 0
    before = app.bytesRead
    return stillFor >= 50
  }, 'a server that reads no more')
}
