import { createVerifier, hawk, HawkError } from '@hawk-auth/express'
import type { FindCredentials, HawkCredentials } from '@hawk-auth/express'
import express from 'express'
import type { ErrorRequestHandler, Express } from 'express'

export interface AppOptions {
  findClient: FindCredentials<HawkCredentials>
  /** The origin that clients sign for, and the path that the proxy strips: `https://localhost:8443/v1`. */
  publicUrl: string
}

const ONE_GIBIBYTE = 1_073_741_824

/** An API that stands behind a proxy. It knows its public URL; nothing that a request says of it is asked. */
export function createApp({ findClient, publicUrl }: AppOptions): Express {
  // One verifier, and so one replay cache, for both guards.
  const verifier = createVerifier({ credentials: findClient })
  const guard = hawk({ verifier, publicUrl, signResponses: true })
  const uploadGuard = hawk({ verifier, publicUrl, streamPayload: true, maxPayloadBytes: ONE_GIBIBYTE })

  const app = express()
  app.disable('x-powered-by')
  // For req.ip in logs; the guards go by publicUrl. Trust the proxy's address, never `true`.
  app.set('trust proxy', 'loopback')

  // Before the other guard: the first one to see a request decides how its body is taken.
  app.put('/uploads/:name', uploadGuard, async (req, res) => {
    let bytes = 0
    for await (const chunk of req) bytes += (chunk as Buffer).length
    res.status(201).json({ name: req.params.name, bytes, by: uploadGuard.auth(req).credentials.id })
  })

  app.use(guard)
  app.use(express.json())
  app.get('/whoami', (req, res) => {
    res.json({ id: guard.auth(req).credentials.id, ip: req.ip })
  })
  app.post('/reports', (req, res) => {
    res.status(201).json({ by: guard.auth(req).credentials.id, report: req.body as unknown })
  })

  app.use(answerError)
  return app
}

/** A refusal keeps its status and its headers: the challenge is one of them. */
const answerError: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (res.headersSent) {
    next(error)
    return
  }
  if (!(error instanceof HawkError)) {
    console.error(`${req.get('x-request-id') ?? '-'} failed:`, error)
    res.status(500).json({ error: 'Internal Server Error' })
    return
  }
  console.log(`${req.get('x-request-id') ?? '-'} from ${req.ip ?? '-'} was refused: ${error.code}`)
  res.status(error.status).set(error.headers).json({ error: error.message, code: error.code })
}
