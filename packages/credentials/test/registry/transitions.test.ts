import { describe, expect, test } from 'vitest'
import type { CredentialRegistry, CredentialStatus, RegistryErrorCode } from '../../src/index.js'
import { codeOf, failureOf } from '../support/failures.js'
import { BY_ADMIN, inStatus } from '../support/lives.js'
import { describeEachRegistry } from '../support/registry-bench.js'

const STATUSES: readonly CredentialStatus[] = ['pending', 'approved', 'refused', 'suspended', 'deleted']

interface Operation {
  name: string
  /** Where it leads from each status that allows it; null is gone. */
  leadsTo: Partial<Record<CredentialStatus, CredentialStatus | null>>
  run: (registry: CredentialRegistry, id: string, version: number) => Promise<unknown>
}

const LIVING = {
  pending: 'pending',
  approved: 'approved',
  refused: 'refused',
  suspended: 'suspended',
} as const

const OPERATIONS: readonly Operation[] = [
  {
    name: 'approve',
    leadsTo: { pending: 'approved', refused: 'approved' },
    run: (registry, id, version) => registry.approve(id, { ...BY_ADMIN, version }),
  },
  {
    name: 'refuse',
    leadsTo: { pending: 'refused' },
    run: (registry, id, version) => registry.refuse(id, { ...BY_ADMIN, version }),
  },
  {
    name: 'suspend',
    leadsTo: { approved: 'suspended' },
    run: (registry, id, version) => registry.suspend(id, { ...BY_ADMIN, version }),
  },
  {
    name: 'resume',
    leadsTo: { suspended: 'approved' },
    run: (registry, id, version) => registry.resume(id, { ...BY_ADMIN, version }),
  },
  {
    name: 'rotate',
    leadsTo: { approved: 'approved' },
    run: (registry, id, version) => registry.rotate(id, { ...BY_ADMIN, version }),
  },
  {
    name: 'reset',
    leadsTo: { pending: 'pending', approved: 'approved', suspended: 'suspended' },
    run: (registry, id, version) => registry.reset(id, { ...BY_ADMIN, version }),
  },
  {
    name: 'setExpiry',
    leadsTo: LIVING,
    run: (registry, id, version) =>
      registry.setExpiry(id, { ...BY_ADMIN, version, expiresAtMs: Date.UTC(2030, 0) }),
  },
  {
    name: 'delete',
    leadsTo: { pending: 'deleted', approved: 'deleted', refused: 'deleted', suspended: 'deleted' },
    run: (registry, id, version) => registry.delete(id, { ...BY_ADMIN, version }),
  },
  {
    name: 'reveal',
    leadsTo: LIVING,
    run: (registry, id) => registry.reveal(id, BY_ADMIN),
  },
  {
    name: 'free',
    leadsTo: { deleted: null },
    run: (registry, id) => registry.free(id, BY_ADMIN),
  },
]

/** What an operation says to a status that does not allow it. */
function refusalOf({ name }: Operation, status: CredentialStatus): RegistryErrorCode {
  return status === 'deleted' && name !== 'free' ? 'ERR_REGISTRY_UNKNOWN_ID' : 'ERR_REGISTRY_WRONG_STATUS'
}

describeEachRegistry('the operations on a credential', (bench) => {
  describe.each(OPERATIONS)('$name', (operation) => {
    test('is refused in every status that does not allow it, and then changes nothing', async () => {
      for (const status of STATUSES.filter((each) => operation.leadsTo[each] === undefined)) {
        const { credential } = await inStatus(bench.registry, status, status)
        bench.clock.advance(1_000)
        const before = await bench.rows()
        const code = await codeOf(operation.run(bench.registry, status, credential.version))
        expect([status, code]).toEqual([status, refusalOf(operation, status)])
        expect(await bench.rows()).toEqual(before)
      }
    })

    test('is done in every status that allows it, with one entry in the log', async () => {
      for (const [status, after] of Object.entries(operation.leadsTo)) {
        const { credential } = await inStatus(bench.registry, status, status as CredentialStatus)
        const before = (await bench.rows()).audit
        await operation.run(bench.registry, status, credential.version)
        expect((await bench.registry.get(status))?.status ?? null).toBe(after)
        expect((await bench.rows()).audit.slice(0, -1)).toEqual(before)
      }
    })

    test('is refused for an id that nobody has, and then changes nothing', async () => {
      await inStatus(bench.registry, 'ci-bot', 'approved')
      const before = await bench.rows()
      const { code, message } = await failureOf(operation.run(bench.registry, 'ci-bot-2', 1))
      expect(code).toBe('ERR_REGISTRY_UNKNOWN_ID')
      expect(message).toContain('ci-bot-2')
      expect(await bench.rows()).toEqual(before)
    })
  })

  test('say what the status is and what it would have to be', async () => {
    await inStatus(bench.registry, 'ci-bot', 'suspended')
    const { message } = await failureOf(bench.registry.approve('ci-bot', { ...BY_ADMIN, version: 3 }))
    expect(message).toMatch(/"ci-bot".*suspended.*pending.*refused/)
  })
})
