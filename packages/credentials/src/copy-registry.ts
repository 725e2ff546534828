import { badInput, checkCallback, checkFields } from './checks/bad-input.js'
import { checkActor } from './checks/text.js'
import { auditEntries, countRows, credentials, secrets } from './copy/copied-tables.js'
import { compareTable, copyTable } from './copy/copy-table.js'
import type { CopyUnderWay } from './copy/copy-table.js'
import type { ByActor, CredentialRegistry, OnProgress } from './registry.js'
import { contextOf } from './registry-context.js'
import type { RegistryContext } from './registry-context.js'
import { RegistryError } from './registry-error.js'
import { appendAudit, auditRowOfAll } from './tables/audit-log.js'
import { readFingerprintKey } from './tables/meta-table.js'

const WHERE = 'copyRegistry'

/** What is copied where. */
export interface CopyOptions extends ByActor {
  /** Whose credentials are copied; it stays as it is, and nothing can change in it meanwhile. */
  from: CredentialRegistry
  /** An empty registry; its master key may be another one. */
  to: CredentialRegistry
  /** Told of rows: each counts twice, when it was written and when it was read back. */
  onProgress?: OnProgress | undefined
}

/** What was copied. */
export interface CopyResult {
  /** Deleted ones, whose ids stay taken, are among them. */
  credentials: number
  secrets: number
  auditEntries: number
}

/**
 * Copies a registry into an empty one, on whatever databases: credentials, secrets (opened with the keys of the one, sealed
 * with those of the other) and the audit log with its numbers and times. Then it reads both sides back and compares
 * everything. It is one transaction of the target: all of it is there, or nothing.
 *
 * @throws RegistryError `ERR_REGISTRY_BAD_INPUT`, `ERR_REGISTRY_NOT_EMPTY`, `ERR_REGISTRY_COPY_DIFFERS`,
 * `ERR_REGISTRY_SECRET_UNREADABLE`, `ERR_REGISTRY_MASTER_KEY_WRONG`, and those of the databases
 */
export async function copyRegistry(options: CopyOptions): Promise<CopyResult> {
  checkFields(WHERE, 'options', options, ['from', 'to', 'actor', 'onProgress'])
  const actor = checkActor(WHERE, options.actor)
  const onProgress = checkCallback(WHERE, 'onProgress', options.onProgress)
  const source = contextOf(WHERE, 'from', options.from)
  const target = contextOf(WHERE, 'to', options.to)
  await requireTwoDatabases(source, target)
  await target.database.read((reading) => requireEmpty(target, reading))
  return source.database.write((reading) =>
    target.database.write(async (writing) => {
      await requireEmpty(target, writing)
      const total = 2 * (await countRows(reading))
      let done = 0
      const seen = (rows: number): void => {
        done += rows
        onProgress?.(done, total)
      }
      return copyAll(
        {
          source: { transaction: reading, kind: source.database.kind, vault: source.vault },
          target: { transaction: writing, kind: target.database.kind, vault: target.vault },
          seen,
        },
        { actor, atMs: target.now() },
      )
    }),
  )
}

async function copyAll(
  copy: CopyUnderWay,
  { actor, atMs }: { actor: string; atMs: number },
): Promise<CopyResult> {
  const copied: CopyResult = {
    credentials: await copyTable(credentials, copy),
    secrets: await copyTable(secrets, copy),
    auditEntries: await copyTable(auditEntries, copy),
  }
  await compareTable(credentials, copy)
  await compareTable(secrets, copy)
  await compareTable(auditEntries, copy)
  const details = { ...copied }
  await appendAudit(copy.target.transaction, [auditRowOfAll({ atMs, actor, action: 'copy', details })])
  return copied
}

/** A registry copied into itself would wait for itself. */
async function requireTwoDatabases(source: RegistryContext, target: RegistryContext): Promise<void> {
  const [from, to] = await Promise.all([
    source.database.read(readFingerprintKey),
    target.database.read(readFingerprintKey),
  ])
  if (from === to) throw badInput(WHERE, '"from" and "to" must not be the same database')
}

async function requireEmpty(
  { database }: RegistryContext,
  reading: Parameters<typeof countRows>[0],
): Promise<void> {
  if ((await countRows(reading)) === 0) return
  throw new RegistryError(
    'ERR_REGISTRY_NOT_EMPTY',
    `${database.name} holds credentials or audit entries already; copy into an empty database`,
  )
}
