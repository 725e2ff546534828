import { expect, it, onTestFinished } from 'vitest'
import { openRegistry } from '../../src/index.js'
import type { CredentialRegistry } from '../../src/index.js'
import { describeDatabase } from '../support/databases.js'
import { failureOf } from '../support/failures.js'
import { BY_ADMIN, approved, wanted } from '../support/lives.js'
import { newMasterKey } from '../support/registry-bench.js'
import { startCuttingProxy } from '../../../../test/support/cutting-proxy.js'
import { expectSound } from './support/sound.js'

const masterKey = newMasterKey('k1')

for (const kind of ['postgres', 'mysql'] as const) {
  describeDatabase(kind, 'a change whose connection is cut off', ({ create }) => {
    it.each(['before', 'after'] as const)(
      'at any message, %s the server has seen it, was not made unless the error says that nobody knows',
      async (when) => {
        const location = await create()
        const direct = await open(location)
        await approved(direct, 'ci-bot')
        const proxy = await startCuttingProxy(location)
        let unknown = 0
        let message = 1
        for (; ; message++) {
          const before = await versionOf(direct)
          proxy.cutAt(Infinity, when)
          const registry = await open(proxy.location)
          proxy.cutAt(message, when)
          const rotation = registry.rotate('ci-bot', { ...BY_ADMIN, endsOverlap: true })
          const outcome = await rotation.then(
            () => 'done',
            () => failureOf(rotation),
          )
          await waitForTheCutOff(direct, message)
          const made = (await versionOf(direct)) - before
          if (typeof outcome === 'string') {
            expect(made).toBe(1)
          } else {
            expect(outcome.code).toBe('ERR_REGISTRY_DATABASE_UNAVAILABLE')
            if (outcome.message.includes('whether the change was made is not known')) unknown++
            else expect(made).toBe(0)
          }
          const isOver = !proxy.isCut()
          // What was cut off goes on by itself.
          proxy.cutAt(Infinity, when)
          expect((await registry.get('ci-bot'))?.version).toBe(before + made)
          await registry.close()
          if (isOver) break
        }
        // The commit, and nothing else.
        expect(unknown).toBe(1)
        expect(message).toBeGreaterThan(8)
        await expectSound(location, direct)
      },
      60_000,
    )
  })
}

async function open(database: string): Promise<CredentialRegistry> {
  const registry = await openRegistry({ database, masterKey, migrate: true, poolSize: 1 })
  onTestFinished(() => registry.close())
  return registry
}

async function versionOf(registry: CredentialRegistry): Promise<number> {
  return (await registry.get('ci-bot'))?.version ?? 0
}

/** A write waits for the one before. */
async function waitForTheCutOff(registry: CredentialRegistry, message: number): Promise<void> {
  await registry.request(wanted(`after-${message}`, { owner: `owner-${message}` }), BY_ADMIN)
}
