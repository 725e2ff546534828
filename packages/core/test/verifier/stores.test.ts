import { createVerifier } from '@hawk-auth/core'
import type { Claim, CredentialStore, FindCredentials, NonceStore, Verifier } from '@hawk-auth/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { outcome, refused } from '../support/verdicts.js'

const down = new Error('connect ECONNREFUSED')
const never = <T>(): Promise<T> => new Promise<T>(() => undefined)
const thrower = (): never => {
  throw down
}

function withFind(find: FindCredentials<Client>): Verifier<Client> {
  return createVerifier({ credentials: find, clock: () => NOW_MS })
}

function withClaim(claim: NonceStore['claim']): Verifier<Client> {
  return verifierOf([client()], { nonces: { claim } })
}

describe('a store that fails', () => {
  it.each<[string, Verifier<Client>]>([
    ['a credential store that throws', withFind(thrower)],
    ['a credential store that rejects', withFind(() => Promise.reject(down))],
    ['a nonce store that throws', withClaim(thrower)],
    ['a nonce store that rejects', withClaim(() => Promise.reject(down))],
  ])('refuses: %s', async (_, verifier) => {
    const verdict = refused(await verifier.verify(signedFacts()))
    expect(verdict.error.code).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    expect(verdict.error.status).toBe(503)
    expect(verdict.cause).toBe(down)
  })

  it.each([undefined, null, 'text', 0, { status: 200, code: 'OK' }])('refuses, whatever is thrown: %j', async (thrown) => {
    const reject = (): Promise<never> => new Promise((_, rejected: (reason: unknown) => void) => rejected(thrown))
    expect(outcome(await withFind(reject).verify(signedFacts()))).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    expect(outcome(await withClaim(reject).verify(signedFacts()))).toBe('ERR_HAWK_STORE_UNAVAILABLE')
  })
})

describe('a store that hangs', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  const hanging: readonly { name: string; options: { credentials?: FindCredentials<Client>; nonces?: NonceStore } }[] = [
    { name: 'a credential store', options: { credentials: () => never<Client>() } },
    { name: 'a nonce store', options: { nonces: { claim: () => never<Claim>() } } },
  ]

  it.each(hanging)('is given up after storeTimeoutMs and not before: $name', async ({ options }) => {
    const verifier = verifierOf([client()], { ...options, storeTimeoutMs: 250 })
    const settled = vi.fn()
    const verdict = Promise.resolve(verifier.verify(signedFacts())).finally(settled)
    await vi.advanceTimersByTimeAsync(249)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(settled).toHaveBeenCalled()
    const { error, cause } = refused(await verdict)
    expect(error.code).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    expect(cause).toMatchObject({ message: 'no answer within 250 ms' })
  })

  it.each(hanging)('is given up after five seconds unless told otherwise: $name', async ({ options }) => {
    const settled = vi.fn()
    void Promise.resolve(verifierOf([client()], options).verify(signedFacts())).finally(settled)
    await vi.advanceTimersByTimeAsync(4999)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(settled).toHaveBeenCalled()
  })

  it('has a deadline of its own for each request', async () => {
    const verifier = withFind(() => never<Client>())
    const order: number[] = []
    for (const start of [0, 1000, 2000]) {
      void Promise.resolve(verifier.verify(signedFacts())).finally(() => order.push(start))
      await vi.advanceTimersByTimeAsync(1000)
    }
    await vi.advanceTimersByTimeAsync(1999)
    expect(order).toEqual([])
    for (const done of [[0], [0, 1000], [0, 1000, 2000]]) {
      await vi.advanceTimersByTimeAsync(done.length === 1 ? 1 : 1000)
      expect(order).toEqual(done)
    }
  })

  it('that answers after it was given up changes nothing, and nothing is left unhandled', async () => {
    let answer: (found: Client) => void = () => undefined
    const late = new Promise<Client>((resolve) => {
      answer = resolve
    })
    let fail: (error: Error) => void = () => undefined
    const lateFailure = new Promise<Claim>((_, reject) => {
      fail = reject
    })
    const first = withFind(() => late).verify(signedFacts())
    const second = withClaim(() => lateFailure).verify(signedFacts())
    await vi.advanceTimersByTimeAsync(5000)
    answer(client())
    fail(down)
    expect(outcome(await first)).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    expect(outcome(await second)).toBe('ERR_HAWK_STORE_UNAVAILABLE')
    await vi.advanceTimersByTimeAsync(0)
  })

  it('leaves no timer that keeps the process alive once everything is answered', async () => {
    const verifier = withFind(() => Promise.resolve(client()))
    expect(outcome(await verifier.verify(signedFacts()))).toBe('accepted')
    const timers = vi.getTimerCount()
    expect(timers).toBeLessThanOrEqual(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is no matter for stores that answer at once', () => {
    expect(outcome(verifierOf().verify(signedFacts()) as never)).toBe('accepted')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a claim that comes to none of its outcomes', () => {
  const answers = [true, false, undefined, null, 1, 0, 'ok', 'OK', '', 'Admitted', 'admitted ', {}, ['admitted'], NaN]

  it.each(answers)('%j is a broken store, and not admitted', async (answer) => {
    for (const claim of [() => answer, () => Promise.resolve(answer)]) {
      const verdict = refused(await withClaim(claim as NonceStore['claim']).verify(signedFacts()))
      expect(verdict.error.code).toBe('ERR_HAWK_BROKEN_STORE')
      expect(verdict.error.status).toBe(500)
    }
  })

  it.each<[Claim, string]>([
    ['admitted', 'accepted'],
    ['replayed', 'ERR_HAWK_REPLAYED'],
    ['full', 'ERR_HAWK_REPLAY_CACHE_FULL'],
    ['share-exhausted', 'ERR_HAWK_REPLAY_SHARE_EXHAUSTED'],
  ])('"%s" is %s, at once and later', async (claim, expected) => {
    expect(outcome(await withClaim(() => claim).verify(signedFacts()))).toBe(expected)
    expect(outcome(await withClaim(() => Promise.resolve(claim)).verify(signedFacts()))).toBe(expected)
  })
})

describe('a lookup that answers no record', () => {
  it.each([true, false, 0, 1, NaN, '', 'ci-bot', Symbol('x'), () => client()])('%s is a server fault', async (answer) => {
    for (const find of [() => answer, () => Promise.resolve(answer)]) {
      const verifier = createVerifier({ credentials: find as unknown as CredentialStore<Client>['find'], clock: () => NOW_MS })
      expect(outcome(await verifier.verify(signedFacts()))).toBe('ERR_HAWK_INVALID_CREDENTIALS')
    }
  })

  it.each([[[client()]], [new Map([['ci-bot', client()]])], [{}], [{ rows: [client()] }]])(
    '%j holds no id, and is unknown',
    async (answer) => {
      const find = (): Client => answer as unknown as Client
      expect(outcome(await withFind(find).verify(signedFacts()))).toBe('ERR_HAWK_BAD_MAC')
    },
  )
})
