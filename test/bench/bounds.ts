/** What a figure is held to. */
export type Limit = { atMost: number } | { atLeast: number }

/** A bound of DESIGN section 6. */
export interface Bound {
  /** The name of the figure. */
  figure: string
  limit: Limit
  /** Where it differs on a processor without SHA extensions. */
  withoutShaExtensions?: Limit
  /** What would be better still; shown, not held to. */
  goal?: number
}

/** The bounds, in the units of the figures' rows. */
export const BOUNDS: readonly Bound[] = [
  { figure: 'accept', limit: { atMost: 1.35 }, goal: 1.2 },
  { figure: 'accept.reference', limit: { atLeast: 3 }, withoutShaExtensions: { atLeast: 2.6 } },
  { figure: 'accept-async', limit: { atMost: 1.9 } },
  { figure: 'accept-registry', limit: { atMost: 1.9 } },

  { figure: 'refuse.bad-mac', limit: { atMost: 1.25 } },
  { figure: 'refuse.bad-mac.reference', limit: { atLeast: 7 }, withoutShaExtensions: { atLeast: 6 } },
  { figure: 'refuse.unknown-id.apart', limit: { atMost: 15 } },
  { figure: 'refuse.none.reference', limit: { atLeast: 80 } },
  { figure: 'refuse.foreign.reference', limit: { atLeast: 80 } },
  { figure: 'refuse.malformed.reference', limit: { atLeast: 30 } },
  { figure: 'refuse.stale.reference', limit: { atLeast: 5.5 } },

  { figure: 'hostile.endless word.reference', limit: { atLeast: 1000 } },
  { figure: 'hostile.endless value.reference', limit: { atLeast: 1000 } },
  { figure: 'hostile.worst', limit: { atMost: 8 } },
  { figure: 'hostile.growth', limit: { atMost: 5.5 } },

  { figure: 'payload.64kB', limit: { atLeast: 97 } },
  { figure: 'payload.16kB', limit: { atLeast: 92 } },
  { figure: 'payload.whole-256', limit: { atMost: 1.1 } },
  { figure: 'payload.whole-1024', limit: { atMost: 1.1 } },
  { figure: 'payload.whole-2048', limit: { atMost: 1.1 } },

  { figure: 'claims.1M.slower', limit: { atMost: 2 } },
  { figure: 'claims.6M.slower', limit: { atMost: 2 } },
  { figure: 'claims-memory.MB', limit: { atMost: 40 } },
  { figure: 'claims-memory.worst', limit: { atMost: 5 } },
  { figure: 'claims-memory.pause.added', limit: { atMost: 10 } },

  { figure: 'redis.commands', limit: { atMost: 1 } },
  { figure: 'redis.concurrent', limit: { atLeast: 2.5 } },

  { figure: 'upload.guard.growth', limit: { atMost: 16 } },

  { figure: 'size', limit: { atMost: 12 } },

  ...serverBounds('node', 72),
  ...serverBounds('express', 83),
  ...serverBounds('fastify', 72),
  ...serverBounds('koa', 75),
]

/** A third of what the reference adds is asked of the light frameworks; Express is heavy, and held by its rate alone. */
function serverBounds(framework: string, ratePercent: number): Bound[] {
  const rate: Bound = { figure: `server.${framework}.rate`, limit: { atLeast: ratePercent } }
  if (framework === 'express') return [rate]
  return [
    { figure: `server.${framework}.of-reference`, limit: { atMost: 1 / 3 }, goal: 0.25 },
    { figure: `server.${framework}.of-hmac`, limit: { atMost: 1.5 } },
    rate,
  ]
}

/** The limit that holds on this machine. */
export function limitOf(bound: Bound, hasShaExtensions: boolean): Limit {
  return hasShaExtensions ? bound.limit : (bound.withoutShaExtensions ?? bound.limit)
}

/** Says whether a figure keeps to its limit; one that is no number does not. */
export function isWithin(value: number, limit: Limit): boolean {
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast
}
