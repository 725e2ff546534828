import { createVerifier, signRequest } from '@hawk-auth/core'
import type { NonceUse } from '@hawk-auth/core'
import { StoreTimeout } from '@hawk-auth/core/stores'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSqlNonceStore, RegistryError } from '../../src/index.js'
import type { SqlNonceStore } from '../../src/index.js'
import { everythingOf } from '../database/fixtures.js'
import { describeDatabase, runSql } from '../support/databases.js'
import { failureOf } from '../support/failures.js'
import { openStore, remembered, useOf, usesOf } from '../support/nonce-stores.js'
import { startCuttingProxy } from '../../../../test/support/cutting-proxy.js'
import { OWN_SERVERS, PASSWORD } from './support/own-servers.js'
import type { OwnServer } from './support/own-servers.js'

describe.each(OWN_SERVERS.map((kind) => [kind.label, kind] as const))(
  'a replay cache on a %s that goes down',
  (label, kind) => {
    describe.skipIf(kind.isMissing(`a replay cache on a ${label} that goes down`))('and comes back', () => {
      let server: OwnServer
      let store: SqlNonceStore
      const unhandled = vi.fn()

      beforeAll(async () => {
        server = await kind.make()
        process.on('unhandledRejection', unhandled).on('uncaughtException', unhandled)
      }, 60_000)

      afterAll(async () => {
        process.off('unhandledRejection', unhandled).off('uncaughtException', unhandled)
        await server.remove()
      }, 60_000)

      beforeEach(async () => {
        store = await createSqlNonceStore({ database: server.location, migrate: true, timeoutMs: 10_000 })
        await runSql(server.adminLocation, 'delete from hawk_nonces')
      })

      afterEach(async () => {
        await server.stop()
        await server.start()
        await store.close()
        expect(unhandled).not.toHaveBeenCalled()
      }, 60_000)

      it.each(['orderly', 'crash'] as const)(
        'rejects at once, then goes on by itself, and has forgotten nothing (%s)',
        async (how) => {
          const uses = usesOf(100)
          await Promise.all(uses.map((use) => store.claim(use)))
          await server.stop(how === 'crash' ? how : undefined)
          for (const use of [useOf('meanwhile'), useOf('nonce 0')]) {
            const error = await failureOf(store.claim(use))
            expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
            expect(everythingOf(error)).not.toContain(PASSWORD)
          }
          await server.start()
          expect(await store.claim(useOf('meanwhile'))).toBe('admitted')
          const again = await Promise.all(uses.map((use) => store.claim(use)))
          expect(new Set(again)).toEqual(new Set(['replayed']))
        },
        60_000,
      )

      it('has kept what it admitted when it crashes under load', async () => {
        const admitted: NonceUse[] = []
        let isOver = false
        const load = Array.from({ length: 20 }, async (_, lane) => {
          for (let count = 0; !isOver; count++) {
            const use = useOf(`${lane}-${count}`)
            const claim = await store.claim(use).catch((error: unknown) => error)
            if (claim === 'admitted') admitted.push(use)
            else expect(claim).toBeInstanceOf(RegistryError)
          }
        })
        await expect.poll(() => admitted.length, { timeout: 15_000 }).toBeGreaterThan(200)
        await server.stop('crash')
        const before = admitted.length
        await server.start()
        await expect.poll(() => admitted.length, { timeout: 15_000 }).toBeGreaterThan(before + 200)
        isOver = true
        await Promise.all(load)
        const again = await Promise.all(admitted.map((use) => store.claim(use)))
        expect(new Set(again)).toEqual(new Set(['replayed']))
      }, 60_000)

      it('answers requests with 503 meanwhile', async () => {
        const credentials = { id: 'ci-bot', key: 'x'.repeat(43), approved: true }
        const verifier = createVerifier({ credentials: () => credentials, nonces: store })
        const verdict = async (): Promise<unknown> => {
          const { authorization } = signRequest({ url: 'https://example.com/', credentials })
          const target = { method: 'GET', target: '/', host: 'example.com', port: 443 }
          const outcome = await verifier.verify({ ...target, authorization })
          return outcome.ok ? 'accepted' : [outcome.error.code, outcome.error.status]
        }
        expect(await verdict()).toBe('accepted')
        await server.stop()
        expect(await verdict()).toEqual(['ERR_HAWK_STORE_UNAVAILABLE', 503])
        await server.start()
        expect(await verdict()).toBe('accepted')
      }, 60_000)

      if (label !== 'MariaDB') return

      it('commits each claim where the server begins transactions unasked', async () => {
        await runSql(server.adminLocation, 'set global autocommit = 0')
        const own = await openStore(server.location)
        expect(await own.claim(useOf('once'))).toBe('admitted')
        expect(await remembered(server.location, [useOf('once')])).toEqual([true])
      })

      it('warns of a server that may lose what it has acknowledged', async () => {
        const warn = vi.spyOn(process, 'emitWarning').mockReturnValue()
        try {
          await openStore(server.location)
          expect(warn).not.toHaveBeenCalled()
          await runSql(server.adminLocation, 'set global innodb_flush_log_at_trx_commit = 2')
          await openStore(server.location)
          expect(warn.mock.calls.map(([, options]) => (options as { code?: unknown }).code)).toEqual([
            'HAWK_NONCES_NOT_DURABLE',
          ])
          expect(String(warn.mock.calls[0]?.[0])).not.toContain(PASSWORD)
        } finally {
          warn.mockRestore()
        }
      })
    })
  },
)

for (const kind of ['postgres', 'mysql'] as const) {
  describeDatabase(kind, 'a replay cache whose way is cut off', ({ create }) => {
    it.each(['before', 'after'] as const)(
      'at a claim, %s the server has seen it, rejects the claim, does not send it again, and goes on',
      async (when) => {
        const location = await create()
        const proxy = await startCuttingProxy(location)
        const store = await openStore(proxy.location)
        expect(await store.claim(useOf('first'))).toBe('admitted')
        proxy.cutAt(1, when)
        const error = await failureOf(store.claim(useOf('cut')))
        expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
        proxy.cutAt(Infinity, when)
        expect(await store.claim(useOf('next'))).toBe('admitted')
        expect(await remembered(location, [useOf('cut')])).toEqual([when === 'after'])
        // Nobody knew, so nobody was admitted; now it is told what the server has.
        expect(await store.claim(useOf('cut'))).toBe(when === 'after' ? 'replayed' : 'admitted')
      },
    )

    it('by silence rejects claims in their time, and goes on when there is an answer', async () => {
      const proxy = await startCuttingProxy(await create())
      const store = await openStore(proxy.location, { timeoutMs: 300 })
      expect(await store.claim(useOf('first'))).toBe('admitted')
      proxy.hold()
      for (const nonce of ['silent', 'silent too']) {
        await expect(store.claim(useOf(nonce))).rejects.toThrow(StoreTimeout)
      }
      proxy.release()
      const claim = async (): Promise<unknown> => store.claim(useOf('first')).catch(() => undefined)
      await expect.poll(claim, { timeout: 15_000 }).toBe('replayed')
    })
  })
}
