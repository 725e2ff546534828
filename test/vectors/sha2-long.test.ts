import {
  createBewit,
  createVerifier,
  hashPayload,
  signMessage,
  signRequest,
  verifyChallenge,
  verifyResponse,
} from '@hawk-auth/core'
import type { HawkCredentials, Verifier } from '@hawk-auth/core'
import { formatHawkHeader } from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'
import { keys, longVectors } from './sha2-long.js'
import type { KeyName } from './sha2-long.js'

const TS = 1_353_832_234
const URL = 'http://example.com:8000/resource/1?b=1&a=2'
const PLACE = { method: 'GET', target: '/resource/1?b=1&a=2', host: 'example.com', port: 8000 }
const BODY = 'Thank you for flying Hawk'
const HEAD = { id: 'dh37fgj492je', ts: String(TS), nonce: 'j4h3g2' }
const EXT = 'some-app-ext-data'
const CLAIMS = { app: 'my-app', dlg: 'my-authority' }

const cases = longVectors.flatMap(({ algorithm, hash, emptyHash, messageHash, macs }) =>
  (Object.keys(keys) as KeyName[]).map((name) => ({
    algorithm,
    name,
    hash,
    emptyHash,
    messageHash,
    macs: macs[name],
    credentials: { id: HEAD.id, key: keys[name], algorithm },
  })),
)

function verifierOf(credentials: Omit<HawkCredentials, 'approved'>): Verifier<HawkCredentials> {
  return createVerifier({ credentials: () => ({ ...credentials, approved: true }), clock: () => TS * 1000 })
}

describe.each(cases)('$algorithm with a key of kind $name', ({ algorithm, credentials, macs, ...hashes }) => {
  const post = { ...HEAD, hash: hashes.hash, ext: EXT, mac: macs.post, ...CLAIMS }

  it('signs a GET', () => {
    const { authorization } = signRequest({ url: URL, credentials, timestamp: TS, nonce: HEAD.nonce, ext: EXT })
    expect(authorization).toBe(formatHawkHeader({ ...HEAD, ext: EXT, mac: macs.get }))
  })

  it('verifies a GET', async () => {
    const authorization = formatHawkHeader({ ...HEAD, ext: EXT, mac: macs.get })
    expect(await verifierOf(credentials).verify({ ...PLACE, authorization })).toMatchObject({ ok: true })
  })

  it('signs a POST with its body, app and dlg', () => {
    const { authorization } = signRequest({
      url: URL,
      method: 'POST',
      credentials,
      timestamp: TS,
      nonce: HEAD.nonce,
      payload: BODY,
      contentType: 'text/plain; charset=utf-8',
      ext: EXT,
      ...CLAIMS,
    })
    expect(authorization).toBe(formatHawkHeader(post))
  })

  it('verifies a POST with its body, and signs the answer', async () => {
    const facts = { ...PLACE, method: 'POST', authorization: formatHawkHeader(post) }
    const verdict = await verifierOf(credentials).verify({ ...facts, payload: BODY, contentType: 'text/plain' })
    if (!verdict.ok) throw new Error(verdict.reason)
    expect(verdict.artifacts.payloadVerified).toBe(true)
    expect(verdict.signResponse({ payload: BODY, contentType: 'text/plain', ext: 'response-specific' })).toBe(
      formatHawkHeader({ mac: macs.response, hash: hashes.hash, ext: 'response-specific' }),
    )
  })

  it('verifies an answer', () => {
    const { ts, nonce } = HEAD
    const verdict = verifyResponse({
      credentials,
      artifacts: { ...PLACE, method: 'POST', ts, nonce, ...CLAIMS },
      serverAuthorization: formatHawkHeader({ mac: macs.response, hash: hashes.hash, ext: 'response-specific' }),
      payload: BODY,
      contentType: 'text/plain',
    })
    expect(verdict).toEqual({ ok: true, ext: 'response-specific', payloadVerified: true })
  })

  it('makes and verifies a bewit', async () => {
    const expected = Buffer.from(`${HEAD.id}\\${TS + 300}\\${macs.bewit}\\${EXT}`).toString('base64url')
    const bewit = createBewit({ url: URL, credentials, ttlSeconds: 300, ext: EXT, clock: () => TS * 1000 })
    expect(bewit).toBe(expected)
    const facts = { ...PLACE, target: `${PLACE.target}&bewit=${expected}`, authorization: undefined }
    expect(await verifierOf(credentials).verifyBewit(facts)).toMatchObject({ ok: true })
  })

  it('signs and verifies a message', async () => {
    const { host, port } = PLACE
    const authorization = { ...HEAD, hash: hashes.messageHash, mac: macs.message }
    expect(signMessage({ host, port, message: BODY, credentials, timestamp: TS, nonce: HEAD.nonce })).toEqual(authorization)
    const verdict = await verifierOf(credentials).verifyMessage({ host, port, message: BODY, authorization })
    expect(verdict).toMatchObject({ ok: true })
  })

  it("tells and believes the server's time", async () => {
    const stale = signRequest({ url: URL, credentials, timestamp: TS - 61 })
    const verdict = await verifierOf(credentials).verify({ ...PLACE, authorization: stale.authorization })
    const wwwAuthenticate = formatHawkHeader({ ts: String(TS), tsm: macs.tsm, error: 'Stale timestamp' })
    expect(verdict).toMatchObject({ ok: false, error: { headers: { 'WWW-Authenticate': wwwAuthenticate } } })
    expect(verifyChallenge({ credentials, wwwAuthenticate })).toMatchObject({ ok: true, serverTimeSeconds: TS })
  })

  it('hashes a body, and the empty one', () => {
    expect(hashPayload(algorithm, BODY, 'text/plain')).toBe(hashes.hash)
    expect(hashPayload(algorithm, '', undefined)).toBe(hashes.emptyHash)
    expect(hashPayload(algorithm, new Uint8Array(0), undefined)).toBe(hashes.emptyHash)
  })
})
