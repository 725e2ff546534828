import type { NodeRequest } from './messages.js'
import { shadow } from './shadow.js'

/**
 * Calls back when somebody reads a request's body, at once where somebody does already. A body that is broken off under
 * nobody's eyes looks like one that was read: parsers would let its handler run without any.
 */
export function whenRead(request: NodeRequest, then: () => void): void {
  if (request.readableFlowing !== null || request.readableDidRead) {
    then()
    return
  }
  const restore = shadow(request, 'read', (size?: number) => {
    // Node itself reads nothing now and then, to fill its buffer.
    if (size === 0) return null
    restore()
    then()
    return null
  })
}
