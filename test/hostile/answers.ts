/** What a server has answered over one connection. */
export interface ReadAnswers {
  /** The statuses of all answers but interim ones, in their order. */
  statuses: number[]
  /** Whether the first of them is there to its end. */
  isFirstWhole: boolean
  /** Whether what came began with something else than an answer. */
  isJunk: boolean
}

const STATUS = /HTTP\/1\.1 (\d{3}) /g
const INTERIM = /^HTTP\/1\.1 1\d\d [^]*?\r\n\r\n/

/** Reads what a server sent. No body of these servers holds a status line. */
export function readAnswers(bytes: Buffer, isHead: boolean): ReadAnswers {
  const text = bytes.toString('latin1')
  const statuses = [...text.matchAll(STATUS)]
    .map((match) => Number(match[1]))
    .filter((status) => status >= 200)
  return {
    statuses,
    isFirstWhole: isWhole(withoutInterim(text), isHead),
    isJunk: !'HTTP/1.1 '.startsWith(text.slice(0, 9)),
  }
}

function withoutInterim(text: string): string {
  const interim = INTERIM.exec(text)
  return interim === null ? text : withoutInterim(text.slice(interim[0].length))
}

function isWhole(text: string, isHead: boolean): boolean {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd === -1 || text.startsWith('HTTP/1.1 1')) return false
  const head = text.slice(0, headEnd)
  const body = text.slice(headEnd + 4)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (isHead) return true
  if (length !== undefined) return body.length >= Number(length)
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return /(?:^|\r\n)0\r\n\r\n/.test(body)
  // Without a length it ends with the connection, which says so.
  return /\r\nconnection: *close/i.test(head)
}
