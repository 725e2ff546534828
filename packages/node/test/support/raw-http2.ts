import { RawConnection, eventually } from '@hawk-auth/testkit'

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const HEADERS = 1
const SETTINGS = 4
const END_STREAM_AND_HEADERS = 0x05
/** Where HPACK's static table has the statuses (RFC 7541, appendix A). */
const STATUSES = new Map([
  [0x88, 200],
  [0x8c, 400],
])

/**
 * Sends one request without a body over HTTP/2, field by field as they are given: Node's own client sends no field
 * twice. Gives the status, where it is 200 or 400.
 */
export async function rawHttp2Request(
  port: number,
  fields: readonly [string, string][],
): Promise<number | undefined> {
  const connection = await RawConnection.open(port)
  try {
    const block = Buffer.concat(fields.map(([name, value]) => literalField(name, value)))
    const headers = frame(HEADERS, END_STREAM_AND_HEADERS, 1, block)
    connection.write(Buffer.concat([Buffer.from(PREFACE), frame(SETTINGS, 0, 0, Buffer.alloc(0)), headers]))
    let status: number | undefined
    await eventually(
      () => (status = statusIn(connection.unread)) !== undefined || connection.hasEnded,
      'an answer',
    )
    return status
  } finally {
    connection.destroy()
  }
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** A field without indexing and without Huffman coding (RFC 7541, 6.2.2). */
function literalField(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0]), hpackText(name), hpackText(value)])
}

/** A text behind its length: seven bits, then as many more bytes of seven bits as it takes, two here. */
function hpackText(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes])
  const rest = bytes.length - 127
  const length = rest < 128 ? [127, rest] : [127, (rest & 0x7f) | 0x80, rest >> 7]
  return Buffer.concat([Buffer.from(length), bytes])
}

function statusIn(bytes: Buffer): number | undefined {
  for (let at = 0; at + 9 <= bytes.length;) {
    const length = bytes.readUIntBE(at, 3)
    if (bytes.readUInt8(at + 3) === HEADERS && at + 9 < bytes.length)
      return STATUSES.get(bytes.readUInt8(at + 9)) ?? 0
    at += 9 + length
  }
  return undefined
}
