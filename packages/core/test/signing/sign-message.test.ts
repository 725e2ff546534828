import { hashPayload, signMessage } from '@hawk-auth/core'
import type { MessageToSign } from '@hawk-auth/core'
import { describe, expect, it } from 'vitest'
import { client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'

const GOOD: MessageToSign = {
  host: 'example.com',
  port: 443,
  message: 'm',
  credentials: client(),
  timestamp: NOW_S,
  nonce: 'n',
}

function sign(changes: Partial<Record<keyof MessageToSign, unknown>>): () => unknown {
  return () => signMessage({ ...GOOD, ...changes } as MessageToSign)
}

describe('signMessage', () => {
  it('gives five fields of text', () => {
    const { mac, ...rest } = signMessage(GOOD)
    expect(rest).toEqual({
      id: 'ci-bot',
      ts: String(NOW_S),
      nonce: 'n',
      hash: hashPayload('sha256', 'm', undefined),
    })
    expect(mac).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  })

  it('has a moment and a nonce of its own where none is given', () => {
    const made = [1, 2].map(() =>
      signMessage({ ...GOOD, timestamp: undefined, nonce: undefined, clock: () => NOW_MS }),
    )
    expect(made.map(({ ts }) => ts)).toEqual([String(NOW_S), String(NOW_S)])
    expect(new Set(made.map(({ nonce }) => nonce)).size).toBe(2)
  })

  it.each<[keyof MessageToSign, readonly unknown[]]>([
    ['host', [undefined, null, '', 5, 'exam ple', 'a\nb', 'bücher.de']],
    ['port', [undefined, null, '443', NaN, -1, 65_536, 1.5]],
    ['nonce', ['', 'a"b', 'a\nb', 5, null]],
    ['timestamp', [null, '1', NaN, -1, 1.5, 1e15]],
  ])('refuses a wrong %s, and names it', (name, values) => {
    for (const value of values) {
      expect(sign({ [name]: value })).toThrow(TypeError)
      expect(sign({ [name]: value })).toThrow(`signMessage: "${name}" must be `)
    }
  })

  it.each([undefined, null, 5, {}, [1]])('refuses the message %j', (message) => {
    expect(sign({ message })).toThrow(TypeError)
  })

  it('refuses credentials that would break a header', () => {
    expect(sign({ credentials: client({ id: 'a", ext="z' }) })).toThrow(
      'signMessage: "credentials.id" must be ',
    )
    expect(sign({ credentials: client({ key: '' }) })).toThrow('signMessage: "credentials.key" must be ')
  })

  it('refuses an unknown option', () => {
    expect(() => signMessage({ ...GOOD, ...{ payload: 'x' } })).toThrow(
      'signMessage: unknown option "payload"',
    )
  })
})
