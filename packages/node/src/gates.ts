import { BodyGate } from './body-gate.js'
import type { NodeRequest } from './messages.js'

/** Where a request carries its gate, for guards behind the one that put it there. */
const GATE = Symbol('hawk-auth: gate')

interface Gated {
  [GATE]?: BodyGate
}

/** Puts a gate in front of a request's body. */
export function gateAt(request: NodeRequest): BodyGate {
  const gate = new BodyGate(request)
  const gated: NodeRequest & Gated = request
  gated[GATE] = gate
  return gate
}

/** The gate in front of a request's body; absent where no body can come. An object that inherits from it has none. */
export function gateOf(request: NodeRequest): BodyGate | undefined {
  const gate = (request as Gated)[GATE]
  return gate?.request === request ? gate : undefined
}
