import { RECORD } from '../candidates/record.js'
import { HOST_HEADER, nonceOf, signHeader, TARGET } from '../candidates/requests.js'

let made = 0

/** Signed requests as they go over the wire, all distinct, stamped now. */
export function makeRawRequests(count: number): Buffer[] {
  const timestamp = Math.floor(Date.now() / 1000)
  return Array.from({ length: count }, () => {
    made += 1
    const authorization = signHeader({ timestamp, nonce: nonceOf(made), credentials: RECORD })
    const lines = [
      `GET ${TARGET} HTTP/1.1`,
      `Host: ${HOST_HEADER}`,
      'Accept: application/json',
      'User-Agent: bench/1',
      `Authorization: ${authorization}`,
    ]
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  })
}
