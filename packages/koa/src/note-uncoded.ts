import { noteAnswer } from '@hawk-auth/node/adapter'
import type { Response } from 'koa'
import { Stream } from 'node:stream'

/**
 * Tells the guard what a compression in front of it puts into a stream. Such middleware names the coding, then replaces
 * the body: what stood there until then is what its client will decode. Middleware in between may still change the body.
 *
 * Of a body that its handler coded, nobody knows what is inside.
 */
export function noteUncoded(response: Response): void {
  const isCoded = (): boolean => response.res.hasHeader('Content-Encoding')
  if (isCoded()) return
  const prototype = Object.getPrototypeOf(response) as Response
  const get = (): unknown => Reflect.get(prototype, 'body', response)
  const set = (body: unknown): void => {
    // Compression gives a stream; of anything else nobody knows what is in it.
    noteAnswer(response.res, isCoded() && body instanceof Stream ? get() : undefined)
    Reflect.set(prototype, 'body', body, response)
  }
  Object.defineProperty(response, 'body', { configurable: true, get, set })
}
