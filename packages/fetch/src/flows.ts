import type { FlowingBody } from './flowing-body.js'

/** A request whose body flows through the hash. */
export interface Flow {
  /** What the handler gets: like the one that came, with the body that flows. */
  request: Request
  body: FlowingBody
}

/** By the request that came, and by the one that the handler gets. */
const flows = new WeakMap<Request, Flow>()

/** The flow of a request's body, where it has one. */
export function flowOf(request: Request): Flow | undefined {
  return flows.get(request)
}

/** Puts a request with a flowing body in the place of one whose body is taken; it is made by the same class.
 * Gives it. */
export function flowThrough(request: Request, body: FlowingBody): Request {
  const RequestOfThisClass = request.constructor as typeof Request
  const flow = { request: new RequestOfThisClass(request, { body: body.stream, duplex: 'half' }), body }
  flows.set(request, flow)
  flows.set(flow.request, flow)
  return flow.request
}
