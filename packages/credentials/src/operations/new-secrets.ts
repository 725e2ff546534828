import { checkFlag, checkWhole } from '../checks/bad-input.js'
import { checkByOf } from '../checks/by-actor.js'
import { checkKnownId } from '../checks/id.js'
import type { CredentialWithSecret } from '../credential.js'
import type { ByActorOf, RotateOptions } from '../registry.js'
import { RegistryError } from '../registry-error.js'
import type { RegistryContext } from '../registry-context.js'
import type { SecretRow } from '../schema.js'
import { createSecret } from '../secrets/secret.js'
import { deleteSecrets, insertSecrets, readSecrets } from '../tables/secrets-table.js'
import { changeCredential } from './change-credential.js'
import type { ChangeUnderWay, Effect } from './change-credential.js'

const DAY_MS = 24 * 60 * 60 * 1000
const MAX_OVERLAP_MS = 30 * DAY_MS

/** Gives a credential a new secret; the one before works on for a while. */
export async function rotateSecret(
  context: RegistryContext,
  id: string,
  options: RotateOptions,
): Promise<CredentialWithSecret> {
  const checkedId = checkKnownId('rotate', id)
  const by = checkByOf('rotate', options, ['overlapMs', 'endsOverlap'])
  const endsOverlap = checkFlag('rotate', 'endsOverlap', options.endsOverlap)
  const { overlapMs = DAY_MS } = options
  checkWhole('rotate', 'overlapMs', overlapMs, { min: 0, max: MAX_OVERLAP_MS })
  const secret = createSecret()
  const credential = await changeCredential(context, {
    action: 'rotate',
    id: checkedId,
    by,
    effect: (change) => replaceSecret(context, change, { secret, overlapMs, endsOverlap }),
  })
  return { credential, secret }
}

/** Gives a credential a new secret; every earlier one is dead. */
export async function resetSecret(
  context: RegistryContext,
  id: string,
  options: ByActorOf,
): Promise<CredentialWithSecret> {
  const checkedId = checkKnownId('reset', id)
  const by = checkByOf('reset', options)
  const secret = createSecret()
  const credential = await changeCredential(context, {
    action: 'reset',
    id: checkedId,
    by,
    async effect({ transaction, row: { algorithm } }) {
      await deleteSecrets(transaction, checkedId)
      await insertSecrets(transaction, [
        context.vault.seal({ id: checkedId, slot: 'current', algorithm }, secret),
      ])
      return { previousUntilMs: null }
    },
  })
  return { credential, secret }
}

async function replaceSecret(
  { vault }: RegistryContext,
  { transaction, row: { id, algorithm }, nowMs }: ChangeUnderWay,
  { secret, overlapMs, endsOverlap }: { secret: string; overlapMs: number; endsOverlap: boolean },
): Promise<Effect> {
  const { current, previous } = await readSecrets(transaction, id)
  if (previous !== null && !endsOverlap) throw overlapGoesOn(id)
  const previousUntilMs = overlapMs === 0 ? null : nowMs + overlapMs
  const rows: SecretRow[] = [vault.seal({ id, slot: 'current', algorithm }, secret)]
  // Without an overlap the old secret need not be readable.
  if (previousUntilMs !== null) {
    const place = { id, slot: 'previous', algorithm, notAfterMs: previousUntilMs } as const
    rows.push(vault.seal(place, vault.open(current, algorithm)))
  }
  await deleteSecrets(transaction, id)
  await insertSecrets(transaction, rows)
  return { previousUntilMs, details: { overlapMs, previousSecretUntilMs: previousUntilMs } }
}

function overlapGoesOn(id: string): RegistryError {
  return new RegistryError(
    'ERR_REGISTRY_WRONG_STATUS',
    `The secret before the current one of "${id}" still works; wait for its end, or rotate with "endsOverlap", which ends it now`,
  )
}
