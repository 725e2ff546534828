import type { Socket } from 'node:net'
import { MAX_DISCARDED_BYTES } from './discard.js'
import { isHttp2 } from './messages.js'
import type { NodeRequest, NodeResponse } from './messages.js'
import { shadow } from './shadow.js'

/** How long a sender may take to read the answer to a refused body that it is still sending, in milliseconds. */
const LINGER_MS = 2000

/**
 * Sees to it that the answer to a body which is still arriving is read, and that nothing after it is: no byte that
 * follows is parsed as a request, at most 1 MiB of it is read and thrown away, then the connection is closed (FIN, and
 * after two seconds for good). Closing at once would reset the connection under the answer.
 */
export function closeAfterAnswer(request: NodeRequest, response: NodeResponse): void {
  if (isHttp2(request)) {
    const { stream } = request
    if (response.writableEnded) stream.close(0)
    else stream.once('finish', () => stream.close(0))
    return
  }
  // A header would be lost where a framework wipes them before it writes an error; this is not.
  if ('shouldKeepAlive' in response) response.shouldKeepAlive = false
  lingerOn(request.socket)
  // Node closes behind the last answer, and this one may have ended before.
  if (response.writableEnded) request.socket.destroySoon()
}

function lingerOn(socket: Socket): void {
  let discardedBytes = 0
  const discard = (chunk: Buffer): void => {
    discardedBytes += chunk.length
    if (discardedBytes >= MAX_DISCARDED_BYTES) socket.pause()
  }
  // Node's own listener feeds the parser.
  socket.on('data', discard)
  for (const listener of socket.listeners('data')) {
    if (listener !== discard) socket.removeListener('data', listener as (chunk: Buffer) => void)
  }
  shadow(socket, 'destroySoon', () => {
    socket.end()
    // It keeps the process for these two seconds: a paused socket would not, and a server that closes would wait for ever.
    setTimeout(() => socket.destroy(), LINGER_MS)
  })
  socket.resume()
}
