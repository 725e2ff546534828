import type { createVerifier, RequestFacts } from '@hawk-auth/core'
import { describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import { signedFacts } from '../support/requests.js'

/** The core as a process has it that has not verified anything yet. */
async function newProcess(): Promise<{ createVerifier: typeof createVerifier }> {
  vi.resetModules()
  return import('@hawk-auth/core')
}

describe('what can not be signed', () => {
  it('is refused of the very first message: an empty host', async () => {
    const core = await newProcess()
    const authorization = { id: 'ci-bot', ts: '1', nonce: 'n', hash: 'h', mac: 'm' }
    const verdict = core.createVerifier({ credentials: () => client() }).verifyMessage({
      host: '',
      port: 443,
      message: 'm',
      authorization,
    })
    expect(verdict).toMatchObject({ ok: false, error: { code: 'ERR_HAWK_MALFORMED' } })
  })

  it.each<[string, Partial<RequestFacts>]>([
    ['an empty method and host', { method: '', host: '' }],
    ['a target with a space', { target: '/a b' }],
    ['a host with a space', { host: 'a b' }],
    ['a method with a line feed', { method: 'GET\n' }],
  ])('is refused of the very first request, and of the same again: %s', async (_, changes) => {
    const core = await newProcess()
    const verifier = core.createVerifier({ credentials: () => client() })
    const facts = signedFacts({}, changes)
    for (const asked of [facts, facts, signedFacts(), facts]) {
      const expected = asked === facts ? 'ERR_HAWK_MALFORMED' : 'ERR_HAWK_STALE_TIMESTAMP'
      expect(verifier.verify(asked)).toMatchObject({ ok: false, error: { code: expected } })
    }
  })
})
