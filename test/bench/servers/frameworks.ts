import type { Server } from 'node:http'
import type { Variant } from './variants.js'

/** Makes a server. */
export type CreateServer = (variant: Variant) => Server

/** Every framework that is measured. Each is loaded only in the process that serves with it. */
export const FRAMEWORKS = {
  node: async (): Promise<CreateServer> => (await import('./node-server.js')).createNodeServer,
  express: async (): Promise<CreateServer> => (await import('./express-server.js')).createExpressServer,
} as const satisfies Record<string, () => Promise<CreateServer>>

export type Framework = keyof typeof FRAMEWORKS
