import { hawk } from '@hawk-auth/express'
import express5 from 'express'
import express4 from 'express4'
import { describe, expect, test } from 'vitest'
import { options } from '../../../test/support/alice.js'
import { serve } from '../../../test/support/served.js'

const FORGED = { body: '{"id":2}', signedBody: '{"id":1}', contentType: 'application/json' }

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('a small forged body in stream mode on %s', (_name, express) => {
  // A parser that comes late must not take the broken stream for one that was read: its handler would see no body.
  test.each([['close'], ['keep-alive']])(
    'never lets a handler run behind a slow middleware and a parser (%s)',
    async (connection) => {
      const bodies: unknown[] = []
      const app = express()
      app.set('env', 'test')
      app.use(hawk({ ...options, streamPayload: true }))
      app.use((_req, _res, next) => setTimeout(next, 50))
      app.use(express.json())
      app.post('/', (req, res) => {
        bodies.push(req.body)
        res.json({})
      })
      const { send } = await serve(app)
      const answer = await send({ ...FORGED, headers: { Connection: connection } })
      expect(answer.status).toBe(401)
      expect(bodies).toEqual([])
    },
  )
})
