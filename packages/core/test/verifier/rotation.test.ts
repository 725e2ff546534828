import { createVerifier, signRequest, verifyChallenge, verifyResponse } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client, KEY } from '../support/clients.js'
import { createFakeClock, NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { accepted, atOnce, outcome, refused } from '../support/verdicts.js'

const OLD = client({ key: 'the-old-key-of-ci-bot' })
const overlapping = client({ previousKey: { key: OLD.key, notAfterMs: NOW_MS } })

describe('a previous key', () => {
  it.each([
    [NOW_MS - 1, 'accepted'],
    [NOW_MS, 'accepted'],
    [NOW_MS + 1, 'ERR_HAWK_BAD_MAC'],
  ])('is good up to and including its end: at %d %s', (nowMs, expected) => {
    const verifier = verifierOf([overlapping], { clock: () => nowMs })
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials: OLD }))))).toBe(expected)
    expect(outcome(atOnce(verifier.verify(signedFacts())))).toBe('accepted')
  })

  it('dies in a verifier that has used it', () => {
    const clock = createFakeClock()
    const verifier = verifierOf([overlapping], { clock: clock.now })
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials: OLD }))))).toBe('accepted')
    clock.advance(1)
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials: OLD }))))).toBe('ERR_HAWK_BAD_MAC')
  })

  it.each([null, undefined])('that is %s is none', (previousKey) => {
    expect(
      outcome(atOnce(verifierOf([client({ previousKey })]).verify(signedFacts({ credentials: OLD })))),
    ).toBe('ERR_HAWK_BAD_MAC')
  })

  it('may be bytes', () => {
    const key = Buffer.from('ff00ff00', 'hex')
    const record = client({ previousKey: { key, notAfterMs: NOW_MS } })
    expect(outcome(atOnce(verifierOf([record]).verify(signedFacts({ credentials: client({ key }) }))))).toBe(
      'accepted',
    )
  })

  it('lets nobody in while the clock tells no time', () => {
    const verifier = verifierOf([overlapping], { clock: () => NaN })
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials: OLD }))))).toBe('ERR_HAWK_BAD_MAC')
  })

  it('shares the nonces of its credential with the new one', () => {
    const verifier = verifierOf([overlapping])
    const once = { nonce: 'one' }
    expect(outcome(atOnce(verifier.verify(signedFacts({ ...once, credentials: OLD }))))).toBe('accepted')
    expect(outcome(atOnce(verifier.verify(signedFacts(once))))).toBe('ERR_HAWK_REPLAYED')
  })
})

describe('what is signed back [M9]', () => {
  it.each([
    ['the current key', client(), OLD],
    ['the previous key', OLD, client()],
  ])('is signed with the key that matched: %s', (_, signer, other) => {
    const { authorization, artifacts } = signRequest({
      url: 'https://example.com/',
      credentials: signer,
      timestamp: NOW_S,
    })
    const verdict = accepted(atOnce(verifierOf([overlapping]).verify({ ...artifacts, authorization })))
    const serverAuthorization = verdict.signResponse({ payload: 'answer' })
    const verify = (credentials: typeof signer): boolean =>
      verifyResponse({ credentials, artifacts, serverAuthorization, payload: 'answer' }).ok
    expect(verify(signer)).toBe(true)
    expect(verify(other)).toBe(false)
  })

  it.each([
    ['the current key', client(), OLD],
    ['the previous key', OLD, client()],
  ])('tells the time with the key that matched: %s', (_, signer, other) => {
    const facts = signedFacts({ credentials: signer, timestamp: NOW_S - 100 })
    const { error } = refused(atOnce(verifierOf([overlapping]).verify(facts)))
    const wwwAuthenticate = error.headers['WWW-Authenticate']
    expect(verifyChallenge({ credentials: signer, wwwAuthenticate })).toMatchObject({
      ok: true,
      serverTimeSeconds: NOW_S,
    })
    expect(verifyChallenge({ credentials: other, wwwAuthenticate })).toMatchObject({ ok: false })
  })
})

describe('a key that changes under a verifier', () => {
  it('is seen at once where the same record gets a new key', () => {
    const record = client()
    const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
    expect(outcome(atOnce(verifier.verify(signedFacts())))).toBe('accepted')
    record.key = OLD.key
    expect(outcome(atOnce(verifier.verify(signedFacts())))).toBe('ERR_HAWK_BAD_MAC')
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials: OLD }))))).toBe('accepted')
  })

  it('is seen at once where the bytes of the same key are changed in place', () => {
    const key = Buffer.from(KEY, 'utf8')
    const verifier = createVerifier({ credentials: () => client({ key }), clock: () => NOW_MS })
    expect(outcome(atOnce(verifier.verify(signedFacts())))).toBe('accepted')
    key.fill(0x41)
    expect(outcome(atOnce(verifier.verify(signedFacts())))).toBe('ERR_HAWK_BAD_MAC')
    const credentials = client({ key: 'A'.repeat(KEY.length) })
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials }))))).toBe('accepted')
  })

  it('is seen at once where the bytes of the previous key are changed in place', () => {
    const key = Buffer.from('old-key', 'utf8')
    const record = client({ previousKey: { key, notAfterMs: NOW_MS } })
    const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
    const credentials = client({ key: 'old-key' })
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials }))))).toBe('accepted')
    key.fill(0)
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials }))))).toBe('ERR_HAWK_BAD_MAC')
  })

  it('is seen at once where only the algorithm changes', () => {
    const record = client()
    const verifier = createVerifier({ credentials: () => record, clock: () => NOW_MS })
    expect(outcome(atOnce(verifier.verify(signedFacts())))).toBe('accepted')
    record.algorithm = 'sha512'
    expect(outcome(atOnce(verifier.verify(signedFacts())))).toBe('ERR_HAWK_BAD_MAC')
    expect(outcome(atOnce(verifier.verify(signedFacts({ credentials: record }))))).toBe('accepted')
  })

  it('is the same key as text or as its UTF-8 bytes, and in a larger buffer', () => {
    const pooled = new Uint8Array(Buffer.from(`xx${KEY}yy`)).subarray(2, 2 + KEY.length)
    for (const key of [KEY, Buffer.from(KEY), new Uint8Array(Buffer.from(KEY)), pooled]) {
      expect(outcome(atOnce(verifierOf([client({ key })]).verify(signedFacts())))).toBe('accepted')
      expect(outcome(atOnce(verifierOf().verify(signedFacts({ credentials: client({ key }) }))))).toBe(
        'accepted',
      )
    }
  })

  it.each(['ключ-ёлка-密鑰-🔑', '\ud800 alone', 'a\0b', '\u007f\u0080\u00ff'])(
    'is the UTF-8 bytes of any text: %j',
    (key) => {
      const facts = signedFacts({ credentials: client({ key: Buffer.from(key, 'utf8') }) })
      expect(outcome(atOnce(verifierOf([client({ key })]).verify(facts)))).toBe('accepted')
    },
  )

  it('is never mistaken for the key of another id with the same name prefix', () => {
    const records = [client({ id: 'a', key: 'key-a' }), client({ id: 'b', key: 'key-b' })]
    const verifier = verifierOf(records)
    for (const record of [...records, ...records]) {
      const other = record.id === 'a' ? 'key-b' : 'key-a'
      expect(outcome(atOnce(verifier.verify(signedFacts({ credentials: record }))))).toBe('accepted')
      expect(outcome(atOnce(verifier.verify(signedFacts({ credentials: { ...record, key: other } }))))).toBe(
        'ERR_HAWK_BAD_MAC',
      )
    }
  })
})
