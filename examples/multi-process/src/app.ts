import express from 'express'
import type { Express } from 'express'
import type { NonceStore } from '@hawk-auth/core'
import type { CredentialRegistry } from '@hawk-auth/credentials'
import { hawk } from '@hawk-auth/express'
import { answerError, answerNotFound } from './answer-error.js'
import { createReadinessCheck } from './readiness.js'
import { SharedSubmissions } from './shared-submissions.js'
import { readReport } from './submissions.js'

export interface AppOptions {
  registry: CredentialRegistry
  /** The replay cache that all processes share. */
  nonces: NonceStore
  /** The origin that clients sign for. */
  publicUrl: string
}

/** The API: it takes submissions from approved clients, and lists them. */
export function createApp({ registry, nonces, publicUrl }: AppOptions): Express {
  const submissions = new SharedSubmissions()
  const guard = hawk({ credentials: registry.credentialStore(), nonces, publicUrl, signResponses: true })
  const checkReadiness = createReadinessCheck(registry, nonces)

  const app = express()
  app.disable('x-powered-by')
  // For whoever watches the process, in front of the guard: restart it when it does not answer this,
  app.get('/health', (_req, res) => {
    res.json({ isAlive: true })
  })
  // and send it no requests while it answers this with 503.
  app.get('/ready', async (_req, res) => {
    const readiness = await checkReadiness()
    res
      .status(readiness.isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(readiness)
  })

  // The guard comes before every body parser. Parsers behind it get the bytes that were signed, and no others.
  app.use('/api', guard)
  app.use(express.json())

  app.post('/api/submissions', async (req, res) => {
    const report = readReport(req.body)
    if (typeof report === 'string') {
      res.status(422).json({ error: { code: 'BAD_SUBMISSION', message: report } })
      return
    }
    const { credentials } = guard.auth(req)
    res.status(201).json(await submissions.add(report, credentials.id))
  })

  app.get('/api/submissions', async (_req, res) => {
    res.json({ results: await submissions.newestFirst() })
  })

  app.use(answerNotFound)
  app.use(answerError)
  return app
}
