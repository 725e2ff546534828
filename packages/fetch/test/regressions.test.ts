import { createVerifier, hawk } from '@hawk-auth/fetch'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { options } from './support/clients.js'
import { chunked, request } from './support/signed-requests.js'

/** Faults that a review found; each test failed before its cure. */

test('the refusal of a further guard is not signed by the first one', async () => {
  const { allowProcessNonces, ...verifying } = options()
  const verifier = createVerifier(verifying)
  const outer = hawk({ verifier, allowProcessNonces, signResponses: true, payload: 'if-signed' })
  const inner = hawk({ verifier, allowProcessNonces })
  let runs = 0
  const handler = outer.wrap(
    inner.wrap(() => {
      runs += 1
      return new Response('ran')
    }),
  )
  const response = await handler(request({ body: 'unsigned', signedBody: null }))
  expect([response.status, runs]).toEqual([401, 0])
  expect(response.headers.get('server-authorization')).toBeNull()
  const accepted = await handler(request({ body: 'signed' }))
  expect(accepted.headers.get('server-authorization')).toMatch(/^Hawk /)
})

test('a forged body that is answered with is refused, though it was read to be signed', async () => {
  const guard = hawk({ ...options(), streamPayload: true, signResponses: true })
  const handler = guard.wrap(
    (incoming) => new Response(incoming.body, { headers: { 'content-type': 'text/plain' } }),
  )
  const { body } = chunked([Buffer.from('forged '), Buffer.from('body')])
  const response = await handler(request({ body, signedBody: 'another' }))
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ code: 'ERR_HAWK_BAD_PAYLOAD_HASH' })
  expect(response.headers.get('server-authorization')).toBeNull()
})

test('a target that is no text is a fault, never the normalised one', async () => {
  const guard = hawk({ ...options(), target: (() => undefined) as never })
  const response = await guard.wrap(() => new Response('ran'))(request())
  expect(response.status).toBe(500)
})

test('a verified body survives a collection of garbage before it is read', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const guard = hawk(options())
  const result = await guard.authenticate(request({ body: 'verified' }))
  if (!result.ok) throw new Error('refused')
  for (let round = 0; round < 10; round += 1) {
    collect()
    // What is told of a collection is told in a later turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await result.request.text()).toBe('verified')
})
