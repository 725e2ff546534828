import { hashPayload, signRequest, verifyResponse } from '@hawk-auth/core'
import type { RequestToSign, ResponseToSign, ResponseToVerify } from '@hawk-auth/core'
import { formatHawkHeader, normalizedString, parseServerAuthorization } from '@hawk-auth/core/protocol'
import type { SignedFields } from '@hawk-auth/core/protocol'
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { client, KEY } from '../support/clients.js'
import { NOW_S } from '../support/fake-clock.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce } from '../support/verdicts.js'

/** One request and the signature of its answer. */
function exchange(response?: ResponseToSign, sign: Partial<RequestToSign> = {}) {
  const request = { url: 'https://example.com/a', credentials: client(), timestamp: NOW_S, ...sign }
  const { authorization, artifacts } = signRequest(request)
  const verdict = accepted(
    atOnce(verifierOf([client(sign.credentials)]).verify({ ...artifacts, authorization })),
  )
  return { artifacts, serverAuthorization: verdict.signResponse(response) }
}

/** Signs fields as they are, which `signRequest` does only for URLs. */
function signAs(fields: SignedFields): { authorization: string } {
  const mac = createHmac('sha256', KEY).update(normalizedString('header', fields)).digest('base64')
  const { ts, nonce } = fields
  return { authorization: formatHawkHeader({ id: 'ci-bot', ts, nonce, mac }) }
}

function verify(
  changes: Partial<ResponseToVerify> & Pick<ResponseToVerify, 'artifacts' | 'serverAuthorization'>,
) {
  const verdict = verifyResponse({ credentials: client(), ...changes })
  return verdict.ok ? { ...verdict, ok: true as const } : verdict.error.code
}

describe('a signed answer', () => {
  it('is believed, with its body and ext', () => {
    const signed = exchange({ payload: 'answer', contentType: 'text/plain; charset=utf-8', ext: 'e' })
    expect(verify({ ...signed, payload: 'answer', contentType: 'text/plain' })).toEqual({
      ok: true,
      ext: 'e',
      payloadVerified: true,
    })
    const digest = expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) as string
    expect(parseServerAuthorization(signed.serverAuthorization)).toMatchObject({
      mac: digest,
      hash: digest,
      ext: 'e',
    })
  })

  it('is signed without a hash where the body is not known', () => {
    for (const signed of [
      exchange(),
      exchange({}),
      exchange({ ext: 'e' }, { payload: 'the body of the request' }),
    ]) {
      expect(signed.serverAuthorization).not.toContain('hash=')
      expect(verify(signed)).toMatchObject({ ok: true, payloadVerified: false })
      expect(verify({ ...signed, payload: 'answer' })).toBe('ERR_HAWK_RESPONSE_MISSING_HASH')
    }
  })

  it('is signed with the hash of the empty body where it is empty', () => {
    const signed = exchange({ payload: '' })
    expect(signed.serverAuthorization).toContain(`hash="${hashPayload('sha256', '', undefined)}"`)
    expect(verify({ ...signed, payload: new Uint8Array(0) })).toMatchObject({
      ok: true,
      payloadVerified: true,
    })
  })

  it('may be text or bytes', () => {
    const signed = exchange({ payload: Buffer.from('Grüße') })
    expect(verify({ ...signed, payload: 'Grüße' })).toMatchObject({ ok: true })
  })

  it.each(['sha256', 'sha384', 'sha512'] as const)(
    'uses the algorithm of the credentials: %s',
    (algorithm) => {
      const credentials = client({ algorithm })
      const signed = exchange({ payload: 'answer' }, { credentials })
      expect(verifyResponse({ ...signed, credentials, payload: 'answer' }).ok).toBe(true)
    },
  )

  it('covers the request, app and dlg too', () => {
    const { artifacts, serverAuthorization } = exchange(
      { payload: 'x' },
      { app: 'a', dlg: 'd', method: 'POST', nonce: 'n' },
    )
    expect(verify({ artifacts, serverAuthorization })).toMatchObject({ ok: true })
    const others = [
      { ts: String(NOW_S + 1) },
      { nonce: 'm' },
      { method: 'GET' },
      { target: '/b' },
      { host: 'other.example' },
      { port: 80 },
      { app: 'b' },
      { dlg: 'e' },
      { app: undefined },
    ]
    for (const other of others) {
      expect(verify({ artifacts: { ...artifacts, ...other }, serverAuthorization })).toBe(
        'ERR_HAWK_RESPONSE_BAD_MAC',
      )
    }
  })

  it('answers in the spelling of the host that was signed', () => {
    for (const [signedHost, receivedHost] of [
      ['::1', '[::1]'],
      ['[::1]', '::1'],
    ] as const) {
      const { artifacts } = signRequest({
        url: 'http://[::1]:8080/a',
        credentials: client(),
        timestamp: NOW_S,
      })
      const request = { ...artifacts, host: signedHost }
      // What a client that writes the other spelling signs.
      const { authorization } = signAs(request)
      const verdict = accepted(atOnce(verifierOf().verify({ ...request, host: receivedHost, authorization })))
      expect(verdict.artifacts.host).toBe(signedHost)
      expect(verify({ artifacts: request, serverAuthorization: verdict.signResponse() })).toMatchObject({
        ok: true,
      })
    }
  })

  it.each(['', 'a"b', 'a\\b', 'a\nb', 'é', 5, {}])('has no ext that can not stand in a header: %j', (ext) => {
    expect(() => exchange({ ext: ext as string })).toThrow(TypeError)
  })

  it.each([5, {}, null, true])('has no body that is neither text nor bytes: %j', (payload) => {
    expect(() => exchange({ payload: payload as unknown as string })).toThrow(TypeError)
  })
})
