import type { HawkCredentials } from '@hawk-auth/core'
import { hawk as expressHawk } from '@hawk-auth/express'
import { hawk as fastifyHawk } from '@hawk-auth/fastify'
import { hawk as koaHawk } from '@hawk-auth/koa'
import { hawk as nodeHawk } from '@hawk-auth/node'
import express from 'express'
import fastify from 'fastify'
import Koa from 'koa'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { measureUpload } from './measure-upload.js'

/** What a server is started with. */
export interface ServerSettings {
  publicUrl: string | undefined
  trustsProxy: boolean
}

/** A server of each framework, every path of which is guarded and takes uploads that flow. */
export const SERVERS: Readonly<Record<string, (settings: ServerSettings) => Server | Promise<Server>>> = {
  express: ({ publicUrl, trustsProxy }) => {
    const app = express()
    app.set('trust proxy', trustsProxy)
    app.use(expressHawk({ ...OPTIONS, publicUrl }))
    app.use(async (req, res) => {
      res.json(await measureUpload(req))
    })
    return createServer(app)
  },
  koa: ({ publicUrl, trustsProxy }) => {
    const app = new Koa({ proxy: trustsProxy })
    app.use(koaHawk({ ...OPTIONS, publicUrl }))
    app.use(async (ctx) => {
      ctx.body = await measureUpload(ctx.req)
    })
    return createServer(app.callback())
  },
  fastify: async ({ publicUrl, trustsProxy }) => {
    const app = fastify({ trustProxy: trustsProxy })
    await app.register(fastifyHawk, { ...OPTIONS, publicUrl })
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    app.all('/*', (request) => measureUpload(request.raw))
    await app.ready()
    return app.server
  },
  node: ({ publicUrl }) =>
    createServer(
      nodeHawk({ ...OPTIONS, publicUrl }).wrap(async (request: IncomingMessage, response) => {
        response.end(JSON.stringify(await measureUpload(request)))
      }),
    ),
}

const ALICE: HawkCredentials = { id: 'alice', key: 'the key of alice', approved: true }
const OPTIONS = {
  credentials: (id: string) => (id === ALICE.id ? ALICE : null),
  streamPayload: true,
} as const
