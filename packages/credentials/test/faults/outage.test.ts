import { createVerifier, signRequest } from '@hawk-auth/core'
import { createFakeClock } from '@hawk-auth/testkit'
import type { FakeClock } from '@hawk-auth/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openRegistry } from '../../src/index.js'
import type { CredentialRegistry } from '../../src/index.js'
import { everythingOf } from '../database/fixtures.js'
import { runSql } from '../support/databases.js'
import { codeOf, failureOf, outcomesOf } from '../support/failures.js'
import { BY_ADMIN, approved, wanted } from '../support/lives.js'
import { newMasterKey } from '../support/registry-bench.js'
import { OWN_SERVERS, PASSWORD } from './support/own-servers.js'
import type { OwnServer } from './support/own-servers.js'
import { expectSound } from './support/sound.js'

const TTL_MS = 10_000
const DOWN = { code: 'ERR_HAWK_STORE_UNAVAILABLE', status: 503 }

describe.each(OWN_SERVERS.map((kind) => [kind.label, kind] as const))(
  'a %s that goes down',
  (label, kind) => {
    describe.skipIf(kind.isMissing(`a ${label} that goes down`))('and comes back', () => {
      let server: OwnServer
      let registry: CredentialRegistry
      let clock: FakeClock
      let verdict: () => Promise<unknown>
      const masterKey = newMasterKey('k1')
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
        clock = createFakeClock()
        registry = await open()
        const id = `ci-bot-${Math.random().toString(36).slice(2, 10)}`
        verdict = guard(id, (await approved(registry, id)).secret)
      })

      afterEach(async () => {
        await server.stop()
        await server.start()
        await registry.close()
        expect(unhandled).not.toHaveBeenCalled()
      }, 60_000)

      function open(): Promise<CredentialRegistry> {
        return openRegistry({ database: server.location, masterKey, migrate: true, clock })
      }

      /** A verifier over the registry's store, and one client that signs. */
      function guard(id: string, key: string): typeof verdict {
        const verifier = createVerifier({ credentials: registry.credentialStore(), clock })
        return async () => {
          const { authorization } = signRequest({
            url: 'https://example.com/',
            credentials: { id, key },
            clock,
          })
          const target = { method: 'GET', target: '/', host: 'example.com', port: 443 }
          const outcome = await verifier.verify({ ...target, authorization })
          return outcome.ok ? 'accepted' : { code: outcome.error.code, status: outcome.error.status }
        }
      }

      it.each(['orderly', 'crash'] as const)(
        'serves what it remembers until its time is over, then 503, then recovers (%s)',
        async (how) => {
          const stranger = guard('nobody', 'x'.repeat(43))
          expect(await verdict()).toBe('accepted')
          await server.stop(how === 'crash' ? how : undefined)
          expect(await verdict()).toBe('accepted')
          expect(await stranger()).toEqual(DOWN)
          clock.advance(TTL_MS - 1)
          expect(await verdict()).toBe('accepted')
          clock.advance(2)
          expect(await verdict()).toEqual(DOWN)
          expect(await verdict()).toEqual(DOWN)
          await server.start()
          expect(await verdict()).toBe('accepted')
        },
        60_000,
      )

      it('changes nothing meanwhile, says so without its password, and changes again afterwards', async () => {
        const before = await registry.list()
        await server.stop()
        const attempts = [
          () => registry.request(wanted('other'), BY_ADMIN),
          () => registry.suspend('ci-bot', BY_ADMIN),
          () => registry.reveal('ci-bot', BY_ADMIN),
          () => registry.rewrap(BY_ADMIN),
          () => registry.list(),
          () => registry.audit(),
          () => open(),
        ]
        for (const attempt of attempts) {
          const error = await failureOf(attempt())
          expect(error.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
          expect(error.message).toContain(server.location.replace(PASSWORD, '***'))
          expect(everythingOf(error)).not.toContain(PASSWORD)
        }
        await server.start()
        expect(await registry.list()).toEqual(before)
        await registry.request(wanted('after'), BY_ADMIN)
        await registry.delete('after', BY_ADMIN)
      }, 60_000)

      it('notes a use of that time afterwards', async () => {
        await verdict()
        await server.stop()
        const usedAtMs = clock()
        await server.start()
        await registry.close()
        registry = await open()
        const { credentials } = await registry.list({ limit: 200 })
        expect(credentials.map(({ lastUsedAtMs }) => lastUsedAtMs)).toContain(usedAtMs)
      }, 60_000)

      it('breaks changes that are under way off, each as a whole', async () => {
        const ids = Array.from({ length: 40 }, (_, index) => `under-way-${index}`)
        const requests = ids.map((id) =>
          registry.request(wanted(id, { owner: id }), { ...BY_ADMIN, approve: true }),
        )
        // Some are done, one is under way, the others wait.
        await requests[3]
        const outcomes = outcomesOf(requests)
        await server.stop('crash')
        expect(new Set(['done', ...(await outcomes)])).toEqual(
          new Set(['done', 'ERR_REGISTRY_DATABASE_UNAVAILABLE']),
        )
        await server.start()
        const there = (await registry.list({ limit: 200 })).credentials.map(({ id }) => id)
        for (const [index, request] of requests.entries()) {
          const code = await request.then(
            () => 'done',
            () => codeOf(request),
          )
          if (code === 'done') expect(there).toContain(ids[index])
        }
        await expectSound(server.location, registry)
      }, 60_000)

      if (label !== 'MariaDB') return
      it('that only reads after a restart verifies, and refuses changes', async () => {
        await runSql(server.adminLocation, 'set global read_only = on')
        expect(await verdict()).toBe('accepted')
        expect(await codeOf(registry.request(wanted('refused'), BY_ADMIN))).toBe(
          'ERR_REGISTRY_DATABASE_READ_ONLY',
        )
        await runSql(server.adminLocation, 'set global read_only = off')
        await registry.request(wanted('taken'), BY_ADMIN)
      })
    })
  },
)
