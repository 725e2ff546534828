import { HawkResponseError, hashPayload, verifyChallenge, verifyResponse } from '@hawk-auth/core'
import type { ChallengeToVerify, ResponseToVerify } from '@hawk-auth/core'
import { formatHawkHeader, normalizedString } from '@hawk-auth/core/protocol'
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { client, KEY } from '../support/clients.js'
import { NOW_S } from '../support/fake-clock.js'

const artifacts = {
  ts: String(NOW_S),
  nonce: 'n',
  method: 'GET',
  target: '/a',
  host: 'example.com',
  port: 443,
}
const hash = hashPayload('sha256', 'answer', 'text/plain')

function hmac(text: string): string {
  return createHmac('sha256', KEY).update(text).digest('base64')
}

function sign(signed: { hash?: string; ext?: string }): string {
  return formatHawkHeader({ ...signed, mac: hmac(normalizedString('response', { ...artifacts, ...signed })) })
}

const GOOD: ResponseToVerify = {
  credentials: client(),
  artifacts,
  serverAuthorization: sign({ hash, ext: 'e' }),
  payload: 'answer',
  contentType: 'text/plain',
}

function codeOf(changes: Partial<ResponseToVerify>): string {
  const verdict = verifyResponse({ ...GOOD, ...changes })
  return verdict.ok ? 'ok' : verdict.error.code
}

/** A header with the first letter of one attribute changed. */
function forge(name: string): string {
  return (GOOD.serverAuthorization ?? '').replace(
    new RegExp(`${name}="(.)`),
    (_, first: string) => `${name}="${first === 'A' ? 'B' : 'A'}`,
  )
}

describe('verifyResponse', () => {
  it('believes an answer, and gives its ext', () => {
    expect(verifyResponse(GOOD)).toEqual({ ok: true, ext: 'e', payloadVerified: true })
    expect(verifyResponse({ ...GOOD, payload: Buffer.from('answer') })).toMatchObject({
      payloadVerified: true,
    })
  })

  it('takes the MAC alone where no body is given', () => {
    expect(verifyResponse({ ...GOOD, payload: undefined })).toEqual({
      ok: true,
      ext: 'e',
      payloadVerified: false,
    })
  })

  it.each<[string, string | undefined, string]>([
    ['no header', undefined, 'ERR_HAWK_RESPONSE_UNSIGNED'],
    ['an empty header', '', 'ERR_HAWK_RESPONSE_UNSIGNED'],
    ['another scheme', 'Bearer x', 'ERR_HAWK_RESPONSE_UNSIGNED'],
    ['the scheme alone', 'Hawk', 'ERR_HAWK_RESPONSE_MALFORMED'],
    ['a broken header', 'Hawk mac=x', 'ERR_HAWK_RESPONSE_MALFORMED'],
    ['no mac', formatHawkHeader({ hash }), 'ERR_HAWK_RESPONSE_MALFORMED'],
    ['an attribute of a request', `${sign({ hash })}, id="1"`, 'ERR_HAWK_RESPONSE_MALFORMED'],
    ['another mac', forge('mac'), 'ERR_HAWK_RESPONSE_BAD_MAC'],
    ['another hash', forge('hash'), 'ERR_HAWK_RESPONSE_BAD_MAC'],
    ['another ext', forge('ext'), 'ERR_HAWK_RESPONSE_BAD_MAC'],
    ['no hash', sign({ ext: 'e' }), 'ERR_HAWK_RESPONSE_MISSING_HASH'],
    [
      'the hash of another body',
      sign({ hash: hashPayload('sha256', 'other', 'text/plain') }),
      'ERR_HAWK_RESPONSE_BAD_HASH',
    ],
  ])('does not believe an answer with %s', (_, serverAuthorization, code) => {
    expect(codeOf({ serverAuthorization })).toBe(code)
  })

  it.each<[string, Partial<ResponseToVerify>, string]>([
    ['another body', { payload: 'answer!' }, 'ERR_HAWK_RESPONSE_BAD_HASH'],
    ['an empty body', { payload: '' }, 'ERR_HAWK_RESPONSE_BAD_HASH'],
    ['another content type', { contentType: 'text/html' }, 'ERR_HAWK_RESPONSE_BAD_HASH'],
    ['another key', { credentials: client({ key: 'other' }) }, 'ERR_HAWK_RESPONSE_BAD_MAC'],
    ['another algorithm', { credentials: client({ algorithm: 'sha512' }) }, 'ERR_HAWK_RESPONSE_BAD_MAC'],
    ['another request', { artifacts: { ...artifacts, nonce: 'm' } }, 'ERR_HAWK_RESPONSE_BAD_MAC'],
  ])('does not believe an answer with %s', (_, changes, code) => {
    expect(codeOf(changes)).toBe(code)
  })

  it('has errors that are errors, with a code and without the MAC', () => {
    const verdict = verifyResponse({ ...GOOD, payload: 'other' })
    if (verdict.ok) throw new Error('believed')
    expect(verdict.error).toBeInstanceOf(HawkResponseError)
    expect(verdict.error).toBeInstanceOf(Error)
    expect(verdict.error.name).toBe('HawkResponseError')
    expect(`${verdict.error.message}${JSON.stringify(verdict.error)}`).not.toContain(hash)
  })

  it.each<[string, unknown]>([
    ['payload', null],
    ['payload', 5],
    ['credentials', null],
    ['credentials', client({ key: '' })],
    ['unknown', 1],
  ])('throws at a mistake of the caller: %s %j', (name, value) => {
    expect(() => verifyResponse({ ...GOOD, [name]: value })).toThrow(TypeError)
  })
})

describe('verifyChallenge', () => {
  const tsm = hmac(`hawk.1.ts\n${NOW_S}\n`)
  const verify = (wwwAuthenticate: string | undefined) =>
    verifyChallenge({ credentials: client(), wwwAuthenticate })

  it("gives the server's time and the reason", () => {
    const verdict = verify(formatHawkHeader({ ts: String(NOW_S), tsm, error: 'Stale timestamp' }))
    expect(verdict).toEqual({ ok: true, serverTimeSeconds: NOW_S, reason: 'Stale timestamp' })
  })

  it.each([
    ['Hawk', undefined],
    ['Hawk error="Bad mac"', 'Bad mac'],
  ])('gives the reason alone of %s', (header, reason) => {
    expect(verify(header)).toEqual({ ok: true, serverTimeSeconds: undefined, reason })
  })

  it.each<[string, string | undefined, string]>([
    ['no header', undefined, 'ERR_HAWK_RESPONSE_UNSIGNED'],
    ['another scheme', 'Basic realm="x"', 'ERR_HAWK_RESPONSE_UNSIGNED'],
    ['two challenges', 'Hawk error="a", Basic realm="x"', 'ERR_HAWK_RESPONSE_MALFORMED'],
    ['ts without tsm', `Hawk ts="${NOW_S}"`, 'ERR_HAWK_RESPONSE_MALFORMED'],
    ['tsm without ts', `Hawk tsm="${tsm}"`, 'ERR_HAWK_RESPONSE_MALFORMED'],
    [
      'ts that is no time',
      `Hawk ts="never", tsm="${hmac('hawk.1.ts\nnever\n')}"`,
      'ERR_HAWK_RESPONSE_MALFORMED',
    ],
    ['another ts', `Hawk ts="${NOW_S + 1}", tsm="${tsm}"`, 'ERR_HAWK_RESPONSE_BAD_MAC'],
    ['another tsm', `Hawk ts="${NOW_S}", tsm="${hmac('x')}"`, 'ERR_HAWK_RESPONSE_BAD_MAC'],
  ])('does not believe %s', (_, header, code) => {
    expect(verify(header)).toMatchObject({ ok: false, error: { code } })
  })

  it('throws at a mistake of the caller', () => {
    expect(() => verifyChallenge({ credentials: client({ key: '' }), wwwAuthenticate: 'Hawk' })).toThrow(
      TypeError,
    )
    expect(() => verifyChallenge({ header: 'Hawk' } as unknown as ChallengeToVerify)).toThrow(TypeError)
  })
})
