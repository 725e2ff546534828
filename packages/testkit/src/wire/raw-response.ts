/** An answer as it was read off the wire. */
export interface RawResponse {
  status: number
  /** By lower-case name; the values of a repeated one are joined by `, `. */
  headers: Readonly<Record<string, string | undefined>>
  /** Without its transfer coding. */
  body: Buffer
  /** The body as UTF-8. */
  text: string
}

/** Where an answer is read from. */
export interface ResponseSource {
  bytes: Buffer
  /** Whether nothing more will come. */
  hasEnded: boolean
  /** Whether it answers a HEAD, and so has no body whatever its headers say. */
  isHead: boolean
}

/** Reads the first answer in some bytes, and how many bytes it took; `undefined` where it is not whole yet. */
export function readResponse(source: ResponseSource): { response: RawResponse; length: number } | undefined {
  const { bytes } = source
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const status = Number(statusLine.split(' ')[1])
  const headers = readHeaders(lines)
  const read = readBody(source, headEnd + 4, status, headers)
  if (read === undefined) return undefined
  const { body, length } = read
  return { response: { status, headers, body, text: body.toString('utf8') }, length }
}

function readHeaders(lines: readonly string[]): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = { __proto__: null } as never
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    const before = headers[name]
    headers[name] = before === undefined ? value : `${before}, ${value}`
  }
  return headers
}

interface ReadBody {
  body: Buffer
  length: number
}

function readBody(
  { bytes, hasEnded, isHead }: ResponseSource,
  start: number,
  status: number,
  headers: Readonly<Record<string, string | undefined>>,
): ReadBody | undefined {
  if (isHead || status < 200 || status === 204 || status === 304)
    return { body: Buffer.alloc(0), length: start }
  if (headers['transfer-encoding'] === 'chunked') return readChunks(bytes, start)
  const contentLength = headers['content-length']
  const end = contentLength === undefined ? bytes.length : start + Number(contentLength)
  if (contentLength === undefined ? !hasEnded : bytes.length < end) return undefined
  return { body: bytes.subarray(start, end), length: end }
}

function readChunks(bytes: Buffer, start: number): ReadBody | undefined {
  const chunks: Buffer[] = []
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    at = lineEnd + 2
    if (bytes.length < at + size + 2) return undefined
    if (size === 0) return { body: Buffer.concat(chunks), length: at + 2 }
    chunks.push(bytes.subarray(at, at + size))
    at += size + 2
  }
}
