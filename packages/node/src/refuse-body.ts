import type { BodyGate } from './body-gate.js'
import { closeAfterAnswer } from './close-after-answer.js'
import type { NodeRequest, NodeResponse } from './messages.js'

/**
 * Makes a request ready to be refused: its body ends, empty, for everybody behind the guard, and its connection stays
 * open only when the whole body has arrived. The answer itself is the framework's.
 */
export async function refuseBody(
  request: NodeRequest,
  response: NodeResponse,
  gate: BodyGate,
): Promise<void> {
  gate.refuse()
  // Inside the 'request' event the rest of the packet is not parsed yet: a small body would count as unfinished, and a
  // request pipelined behind it would be lost.
  await new Promise((resolve) => setImmediate(resolve))
  if (!gate.hasEnded) closeAfterAnswer(request, response)
}
