import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { RawResponse } from '../../wire/raw-response.js'
import { ask } from '../signed-exchange.js'
import type { SuiteContext } from '../suite-context.js'
import { uploadPath } from '../upload-consumers.js'

const ORIGIN = { Origin: 'https://app.example' } as const
const CORS = { cors: true } as const

/** Browsers of other origins, with the framework's cors middleware in front of the guard. */
export function corsCases(suite: SuiteContext): void {
  suite.group('treats browsers of other origins as it treats all', () => {
    suite.case('and lets no preflight pass by itself', {}, async (app) => {
      const headers = { ...ORIGIN, 'Access-Control-Request-Method': 'PUT' }
      await suite.refuses(app, { method: 'OPTIONS', headers, authorization: null }, 'ERR_HAWK_MISSING')
    })
  })

  if (suite.adapter.hasCors !== true) return
  suite.group('behind cors', () => {
    suite.case('never sees a preflight, which is answered and reaches no handler', CORS, async (app) => {
      const headers = {
        ...ORIGIN,
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'authorization,content-type',
      }
      const response = await app.send({ method: 'OPTIONS', headers, authorization: null })
      ok([200, 204].includes(response.status), `${response.status}`)
      isAllowed(response)
      match(response.headers['access-control-allow-methods'] ?? '', /\bPUT\b/)
      match(response.headers['access-control-allow-headers'] ?? '', /\bauthorization\b/i)
      deepEqual(app.log.runs, [])
    })

    suite.case('lets a browser read why it was refused', CORS, async (app) => {
      const requests = [
        { authorization: null },
        { signed: { mac: 'AAAA' } },
        { signed: { ts: '1000000000' } },
      ]
      const codes = ['ERR_HAWK_MISSING', 'ERR_HAWK_BAD_MAC', 'ERR_HAWK_STALE_TIMESTAMP'] as const
      for (const [at, request] of requests.entries()) {
        const code = codes[at] ?? 'ERR_HAWK_MISSING'
        const response = await suite.refuses(app, { ...request, headers: ORIGIN }, code)
        isAllowed(response)
        exposes(response, 'WWW-Authenticate')
      }
    })

    suite.case('lets a browser read why its body was refused', CORS, async (app) => {
      const request = { body: 'forged', signedBody: 'signed', headers: ORIGIN }
      const response = await suite.refuses(app, request, 'ERR_HAWK_BAD_PAYLOAD_HASH')
      isAllowed(response)
      exposes(response, 'WWW-Authenticate')
    })

    suite.case(
      'lets a browser read why its body was refused that flowed',
      { ...CORS, guard: { streamPayload: true } },
      async (app) => {
        const request = { body: Buffer.alloc(300_000), signedBody: 'another', headers: ORIGIN }
        const response = await app.send({ ...request, target: uploadPath('pipe()') })
        suite.isBodyRefusal(response, 'ERR_HAWK_BAD_PAYLOAD_HASH')
        isAllowed(response)
        exposes(response, 'WWW-Authenticate')
      },
    )

    suite.case(
      'lets a browser check what it is answered',
      { ...CORS, guard: { signResponses: true } },
      async (app) => {
        const { response, isSignedOver } = await ask(app, '/answer/json', { headers: ORIGIN })
        equal(response.status, 200)
        isAllowed(response)
        exposes(response, 'Server-Authorization')
        ok(isSignedOver(response.body))
      },
    )
  })
}

function isAllowed({ headers }: RawResponse): void {
  ok(
    ['*', ORIGIN.Origin].includes(headers['access-control-allow-origin'] ?? ''),
    `Access-Control-Allow-Origin: ${headers['access-control-allow-origin']}`,
  )
}

function exposes({ headers }: RawResponse, name: string): void {
  const exposed = (headers['access-control-expose-headers'] ?? '').toLowerCase().split(/\s*,\s*/)
  ok(exposed.includes(name.toLowerCase()), `${name} is not exposed`)
}
