import type { Server } from 'node:http'
import type { Variant } from './variants.js'

/** Makes a server. */
export type CreateServer = (variant: Variant) => Server | Promise<Server>

/** Every framework that is measured. Each is loaded only in the process that serves with it. */
export const FRAMEWORKS = {
  node: async (): Promise<CreateServer> => (await import('./node-server.js')).createNodeServer,
  express: async (): Promise<CreateServer> => (await import('./express-server.js')).createExpressServer,
  fastify: async (): Promise<CreateServer> => (await import('./fastify-server.js')).createFastifyServer,
  koa: async (): Promise<CreateServer> => (await import('./koa-server.js')).createKoaServer,
} as const satisfies Record<string, () => Promise<CreateServer>>

export type Framework = keyof typeof FRAMEWORKS
