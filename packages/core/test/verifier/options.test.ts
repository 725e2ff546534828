import { createVerifier } from '@hawk-auth/core'
import type { VerifierOptions } from '@hawk-auth/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { client } from '../support/clients.js'
import type { Client } from '../support/clients.js'
import { NOW_MS, NOW_S } from '../support/fake-clock.js'
import { signedFacts } from '../support/requests.js'
import { verifierOf } from '../support/stores.js'
import { atOnce, outcome } from '../support/verdicts.js'

const credentials = (): Client => client()

function create(options: unknown): () => unknown {
  return () => createVerifier(options as VerifierOptions<Client>)
}

/** Values that each option must refuse, and what its message must say. */
const refused: Record<string, readonly unknown[]> = {
  credentials: [undefined, null, 'ci-bot', 5, {}, { find: 'x' }, [], new Map()],
  nonces: [null, 'redis://user:password@host', 5, {}, { claim: 'x' }, [], () => 'admitted'],
  'nonces.scope': [
    { claim: () => 'admitted', scope: 'cluster' },
    { claim: () => 'admitted', scope: true },
    { claim: () => 'admitted', scope: null },
  ],
  skewSeconds: [null, '60', '60s', NaN, Infinity, -1, 0.5, 3601, true, {}, [60], 60n],
  algorithms: [
    null,
    'sha256',
    [],
    ['md5'],
    ['sha256', 'SHA512'],
    ['sha256', 5],
    { 0: 'sha256' },
    ['toString'],
    ['__proto__'],
  ],
  storeTimeoutMs: [null, '5000', NaN, Infinity, 0, -1, 1.5, 600_001, true, {}],
  clock: [null, 5, 'now', {}, new Date(0)],
}

describe('createVerifier', () => {
  const cases = Object.entries(refused).flatMap(([name, values]) => values.map((value) => ({ name, value })))

  it.each(cases)('refuses $name $value, and names it', ({ name, value }) => {
    const option = name.split('.')[0] ?? name
    const build = create({ credentials, [option]: value })
    expect(build).toThrow(TypeError)
    expect(build).toThrow(`createVerifier: "${name}" must be `)
  })

  it.each([new Map(), {}, { get: credentials }])(
    'says what to write in the place of a store without find',
    (store) => {
      expect(create({ credentials: store })).toThrow(
        'createVerifier: "credentials" must be a function such as (id) => map.get(id) ?? null, or an object with such a "find", got an object',
      )
    },
  )

  it.each([undefined, null, 5, 'x', true, [], () => client()])(
    'refuses options that are no object: %s',
    (options) => {
      expect(create(options)).toThrow(TypeError)
      expect(create(options)).toThrow('createVerifier: the options must be an object')
    },
  )

  it.each(['skew', 'SkewSeconds', 'nonceStore', 'timestampSkewSec', 'verifier', 'key'])(
    'refuses the unknown option %s',
    (name) => {
      expect(create({ credentials, [name]: undefined })).toThrow(TypeError)
      expect(create({ credentials, [name]: 1 })).toThrow(`createVerifier: unknown option "${name}"`)
    },
  )

  it('refuses a store whose "used" is no function', () => {
    expect(create({ credentials: { find: credentials, used: 'yes' } })).toThrow(TypeError)
  })

  it('never shows a value that could be a secret', () => {
    const secret = 'redis://user:password@host'
    for (const name of ['nonces', 'credentials', 'skewSeconds', 'clock', 'storeTimeoutMs', 'algorithms']) {
      expect(create({ credentials, [name]: secret })).toThrow(/^(?!.*password)/)
      expect(create({ credentials, [name]: secret })).toThrow(TypeError)
    }
  })

  it('takes undefined for the default, everywhere but for the store', () => {
    const options = {
      nonces: undefined,
      skewSeconds: undefined,
      algorithms: undefined,
      storeTimeoutMs: undefined,
      clock: undefined,
    }
    expect(create({ credentials, ...options })).not.toThrow()
  })

  it.each([
    { skewSeconds: 0 },
    { skewSeconds: 3600 },
    { storeTimeoutMs: 1 },
    { storeTimeoutMs: 600_000 },
    { algorithms: ['sha512'] },
    { credentials: { find: credentials } },
    { nonces: { claim: () => 'admitted', scope: undefined } },
  ])('takes %j', (options) => {
    expect(create({ credentials, ...options })).not.toThrow()
  })

  it('is not moved by options that change afterwards', () => {
    const algorithms: ('sha256' | 'sha1')[] = ['sha256']
    const options = { credentials, algorithms, skewSeconds: 60, clock: () => NOW_MS }
    const verifier = createVerifier(options)
    options.skewSeconds = 3600
    algorithms.push('sha1')
    expect(outcome(atOnce(verifier.verify(signedFacts({ timestamp: NOW_S - 61 }))))).toBe(
      'ERR_HAWK_STALE_TIMESTAMP',
    )
    const sha1 = createVerifier({
      ...options,
      credentials: () => client({ algorithm: 'sha1' }),
      algorithms: ['sha256'],
    })
    expect(outcome(atOnce(sha1.verify(signedFacts())))).toBe('ERR_HAWK_INVALID_CREDENTIALS')
  })
})

describe('sha1 [S2]', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('warns once, and only where it is listed', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    verifierOf([client()], { algorithms: ['sha256'] })
    expect(warn).not.toHaveBeenCalled()
    verifierOf([client()], { algorithms: ['sha1'] })
    verifierOf([client()], { algorithms: ['sha256', 'sha1'] })
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('sha1'), {
      type: 'HawkWarning',
      code: 'HAWK_SHA1',
    })
  })
})
