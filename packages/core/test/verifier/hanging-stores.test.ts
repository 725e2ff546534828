import type { Claim, FindCredentials, NonceStore } from '@hawk-auth/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { outcome, refused } from '../support/verdicts.js'
import { down, never, withFind, withClaim } from '../support/verifiers-over.js'

describe('a store that hangs', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  const hanging: readonly {
    name: string
    options: { credentials?: FindCredentials<Client>; nonces?: NonceStore }
  }[] = [
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
