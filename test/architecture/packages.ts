/** One row of the picture in ARCHITECTURE.md: how high a package stands, and the packages its arrows reach. */
export interface PackageRow {
  level: number
  imports: readonly string[]
}

/** Every directory that `packages/` may hold. A new package is a new row, and so a decision. */
export const packageRows: Readonly<Record<string, PackageRow>> = {
  core: { level: 1, imports: [] },
  node: { level: 2, imports: ['core'] },
  fetch: { level: 2, imports: ['core'] },
  client: { level: 2, imports: ['core'] },
  compat: { level: 2, imports: ['core'] },
  express: { level: 3, imports: ['core', 'node'] },
  koa: { level: 3, imports: ['core', 'node'] },
  fastify: { level: 3, imports: ['core', 'node'] },
  credentials: { level: 3, imports: ['core'] },
  redis: { level: 3, imports: ['core'] },
  testkit: { level: 4, imports: ['core'] },
  cli: { level: 5, imports: ['core', 'node', 'client', 'compat', 'credentials', 'redis'] },
}

/** Adapters stay thin: what they would hold beyond this belongs in core or node. */
export const adapters = ['express', 'koa', 'fastify'] as const
export const maxAdapterCodeLines = 80

/** The one file of core that may import lru-cache. */
export const credentialCacheFile = 'packages/core/src/cached-credential-store.ts'

/** The one file that reads the system clock. */
export const clockFile = 'packages/core/src/clock.ts'
