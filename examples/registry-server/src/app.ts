import express from 'express'
import type { Express } from 'express'
import type { CredentialRegistry } from '@hawk-auth/credentials'
import { hawk } from '@hawk-auth/express'
import { answerError, answerNotFound } from './answer-error.js'
import { readReport, SubmissionList } from './submissions.js'

export interface AppOptions {
  registry: CredentialRegistry
  /** The origin that clients sign for. */
  publicUrl: string
}

/** The API: it takes submissions from approved clients, and lists them. */
export function createApp({ registry, publicUrl }: AppOptions): Express {
  const submissions = new SubmissionList()
  // A cache stands in front of the database: what is changed there shows here after ten seconds at most.
  const guard = hawk({ credentials: registry.credentialStore(), publicUrl, signResponses: true })

  const app = express()
  app.disable('x-powered-by')
  // The guard comes before every body parser. Parsers behind it get the bytes that were signed, and no others.
  app.use('/api', guard)
  app.use(express.json())

  app.post('/api/submissions', (req, res) => {
    const report = readReport(req.body)
    if (typeof report === 'string') {
      res.status(422).json({ error: { code: 'BAD_SUBMISSION', message: report } })
      return
    }
    const { credentials } = guard.auth(req)
    res.status(201).json(submissions.add(report, credentials.id))
  })

  app.get('/api/submissions', (_req, res) => {
    res.json({ results: submissions.newestFirst() })
  })

  app.use(answerNotFound)
  app.use(answerError)
  return app
}
