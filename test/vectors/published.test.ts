import {
  createBewit,
  createVerifier,
  hashPayload,
  signRequest,
  verifyChallenge,
  verifyResponse,
} from '@hawk-auth/core'
import type { HawkCredentials, Verifier } from '@hawk-auth/core'
import { formatHawkHeader, normalizedString } from '@hawk-auth/core/protocol'
import type { SignedFields } from '@hawk-auth/core/protocol'
import { describe, expect, it } from 'vitest'
import { publishedVectors, vectorsOf } from './published.js'
import type { VectorArtifacts, VectorCredentials, VectorKind } from './published.js'

/** A verifier that knows every id by one key, at one moment. */
function verifierOf(credentials: Pick<HawkCredentials, 'key' | 'algorithm'>, nowSeconds: number): Verifier<HawkCredentials> {
  return createVerifier({
    credentials: (id) => ({ ...credentials, id, approved: true }),
    algorithms: ['sha1', 'sha256'],
    clock: () => nowSeconds * 1000,
  })
}

/** Our fields of the reference's artifacts. */
function fieldsOf({ resource, ts, port, ...rest }: VectorArtifacts): SignedFields {
  return { ...rest, target: resource, ts: String(ts), port: Number(port) }
}

/** Credentials of a client; a vector for a server has no id. */
function withId(credentials: VectorCredentials): Required<VectorCredentials> {
  return { id: 'dh37fgj492je', ...credentials }
}

/** Long before the bewits of 2112 end. */
const BEFORE_BEWITS_END_SECONDS = 1_400_000_000
/** Enough for a bewit that ends in 2112. */
const CENTURY_SECONDS = 100 * 365 * 86_400

describe('the published vectors', () => {
  it('are 27, and every kind of them is tested here', () => {
    const tested: Record<VectorKind, number> = {
      'server.authenticate': 8,
      'server.authenticateBewit': 4,
      'client.getBewit': 3,
      'client.header': 1,
      payloadHash: 2,
      tsMac: 1,
      'client.authenticate': 2,
      mac: 3,
      normalize: 3,
    }
    const counted = Object.keys(tested).map((kind) => [kind, vectorsOf(kind as VectorKind).length])
    expect(publishedVectors).toHaveLength(27)
    expect(Object.fromEntries(counted)).toEqual(tested)
  })

  it.each(vectorsOf('server.authenticate'))('a request: $src', async ({ input, expect: expected }) => {
    const { url: target, authorization, ...request } = input.request
    const verdict = await verifierOf(input.credentials, input.nowSec).verify({ ...request, target, authorization })
    expect(verdict.ok ? { ok: true } : { error: verdict.error.message }).toEqual(expected)
  })

  it.each(vectorsOf('server.authenticate'))('a request with another last character: $src', async ({ input }) => {
    const { url, authorization, ...request } = input.request
    const verifier = verifierOf(input.credentials, input.nowSec)
    const verdict = await verifier.verify({ ...request, target: `${url}0`, authorization })
    expect(verdict).toMatchObject({ ok: false, error: { code: 'ERR_HAWK_BAD_MAC' } })
  })

  it.each(vectorsOf('server.authenticateBewit'))('a bewit: $src', async ({ input, expect: expected }) => {
    const { url: target, ...request } = input.request
    const verifier = verifierOf(input.credentials, BEFORE_BEWITS_END_SECONDS)
    const facts = { ...request, target, authorization: undefined }
    const verdict = await verifier.verifyBewit(facts, { maxTtlSeconds: CENTURY_SECONDS })
    expect(verdict.ok ? { ok: true } : { error: verdict.error.message }).toEqual(expected)
  })

  it.each(vectorsOf('client.getBewit'))('a bewit to make: $input.uri, ext $input.ext', ({ input, expect: expected }) => {
    const bewit = createBewit({
      url: input.uri,
      credentials: input.credentials,
      ttlSeconds: input.ttlSec,
      ext: input.ext ?? undefined,
      clock: () => input.nowSec * 1000,
    })
    expect({ bewit }).toEqual(expected)
  })

  it.each(vectorsOf('client.header'))('a request to sign: $src', ({ input: { uri, ...request }, expect: expected }) => {
    expect({ header: signRequest({ url: uri, ...request }).authorization }).toEqual(expected)
  })

  it.each(vectorsOf('payloadHash'))('a payload hash: $src', ({ input, expect: expected }) => {
    const { algorithm, payload, contentType } = input
    expect({ hash: hashPayload(algorithm, payload, contentType) }).toEqual(expected)
    expect({ hash: hashPayload(algorithm, Buffer.from(payload, 'utf8'), contentType) }).toEqual(expected)
  })

  it.each(vectorsOf('tsMac'))("the server's time, told: $src", async ({ input, expect: expected }) => {
    const credentials = withId(input.credentials)
    const stale = signRequest({ url: 'https://example.com/', credentials, timestamp: input.ts - 3600 })
    const verdict = await verifierOf(credentials, input.ts).verify({
      ...stale.artifacts,
      authorization: stale.authorization,
    })
    expect(verdict).toMatchObject({
      ok: false,
      error: { headers: { 'WWW-Authenticate': expect.stringContaining(`tsm="${expected.tsm}"`) as string } },
    })
  })

  it.each(vectorsOf('tsMac'))("the server's time, believed: $src", ({ input, expect: expected }) => {
    const wwwAuthenticate = formatHawkHeader({ ts: String(input.ts), tsm: expected.tsm, error: 'Stale timestamp' })
    const verdict = verifyChallenge({ credentials: withId(input.credentials), wwwAuthenticate })
    expect(verdict).toEqual({ ok: true, serverTimeSeconds: input.ts, reason: 'Stale timestamp' })
  })

  it.each(vectorsOf('client.authenticate'))('an answer: $src', ({ input }) => {
    const verdict = verifyResponse({
      credentials: withId(input.credentials),
      artifacts: fieldsOf(input.artifacts),
      serverAuthorization: input.serverAuthorization,
      payload: input.payload,
      contentType: input.contentType,
    })
    expect(verdict).toEqual({ ok: true, ext: 'response-specific', payloadVerified: input.payload !== undefined })
  })

  it.each(vectorsOf('mac'))('a MAC: $src, $expect.mac', async ({ input, expect: expected }) => {
    const key = Buffer.from(input.keyBase64, 'base64')
    const { ts, nonce, hash, ext, ...place } = fieldsOf(input.artifacts)
    const authorization = formatHawkHeader({ id: '1', ts, nonce, hash, ext, mac: expected.mac })
    const verifier = verifierOf({ key, algorithm: input.algorithm }, Number(ts))
    expect(await verifier.verify({ ...place, authorization })).toMatchObject({ ok: true })

    const { method, target, host } = place
    const credentials = { id: '1', key, algorithm: input.algorithm }
    const url = `https://${host}${target}`
    const signed = signRequest({ url, method, credentials, timestamp: Number(ts), nonce, hash, ext })
    expect(signed.authorization).toBe(authorization)
  })

  it.each(vectorsOf('normalize'))('a normalised string: $expect.normalized', ({ input, expect: expected }) => {
    expect({ normalized: normalizedString(input.type, fieldsOf(input.artifacts)) }).toEqual(expected)
  })
})
