import { Connections, signAnother } from './clients.js'
import type { Outcome, SignedOnce } from './clients.js'
import type { Fleet } from './fleet.js'
import { Ledger } from './ledger.js'

/** So many requests are under way at once. */
const IN_FLIGHT = 64

/**
 * How far the copies of a request lie apart, in requests: a third of the requests meet their copies at the servers in the
 * same moment, a third a little later, a third at any time.
 */
const DISTANCES = [1, 100, Infinity]

interface Sending {
  request: SignedOnce
  /** The server that this copy goes to. */
  server: number
  place: number
}

/** Sends distinct requests, a copy of each to each server, mixed up. */
export async function storm(fleet: Fleet, count: number): Promise<Ledger> {
  const ledger = new Ledger()
  const connections = new Connections()
  const sendings = mix(Array.from({ length: count }, signAnother), fleet.ports.length)
  await sendAll(sendings.values(), async ({ request, server }) => {
    ledger.note(request, await connections.send(fleet.ports[server] ?? 0, request))
  })
  await connections.close()
  return ledger
}

/** Sends requests once more, each to any server; gives what they came to now. */
export async function sendAgain(
  fleet: Fleet,
  requests: readonly SignedOnce[],
): Promise<Map<SignedOnce, Outcome>> {
  const connections = new Connections()
  const outcomes = new Map<SignedOnce, Outcome>()
  await sendAll(requests.entries(), async ([at, request]) => {
    outcomes.set(request, await connections.send(fleet.ports[at % fleet.ports.length] ?? 0, request))
  })
  await connections.close()
  return outcomes
}

function mix(requests: readonly SignedOnce[], copies: number): Sending[] {
  const sendings = requests.flatMap((request, at) => {
    const distance = Math.min(DISTANCES[at % DISTANCES.length] ?? 1, requests.length)
    return Array.from({ length: copies }, (_, server) => {
      return { request, server, place: at + Math.random() * distance }
    })
  })
  return sendings.sort((one, other) => one.place - other.place)
}

async function sendAll<T>(items: Iterator<T>, send: (item: T) => Promise<void>): Promise<void> {
  const sender = async (): Promise<void> => {
    for (let next = items.next(); next.done !== true; next = items.next()) await send(next.value)
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender))
}
