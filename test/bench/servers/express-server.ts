import { hawk } from '@hawk-auth/express'
import express from 'express'
import type { RequestHandler } from 'express'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { bareHmac } from '../candidates/bare-hmac.js'
import { findRecord } from '../candidates/record.js'
import { PATH, PUBLIC_URL } from '../candidates/requests.js'
import { authenticateByReference, HELLO } from './variants.js'
import type { Variant } from './variants.js'

/** A hello-world on Express. */
export function createExpressServer(variant: Variant): Server {
  const app = express()
  const guard = GUARDS[variant]()
  if (guard !== undefined) app.use(guard)
  app.get(PATH, (_req, res) => void res.json(HELLO))
  return createServer(app)
}

const GUARDS: Readonly<Record<Variant, () => RequestHandler | undefined>> = {
  none: () => undefined,
  hmac: () => (_req, _res, next) => {
    if (bareHmac() !== '') next()
  },
  reference: () => async (req, _res, next) => {
    await authenticateByReference(req)
    next()
  },
  ours: () => hawk({ credentials: findRecord, publicUrl: PUBLIC_URL }),
}
