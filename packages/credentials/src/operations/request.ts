import type { Transaction } from 'kysely'
import { checkFlag } from '../checks/bad-input.js'
import { checkBy } from '../checks/by-actor.js'
import { checkNewCredential } from '../checks/new-credential.js'
import type { CredentialWithSecret, NewCredential } from '../credential.js'
import type { RequestOptions } from '../registry.js'
import { RegistryError } from '../registry-error.js'
import type { RegistryContext } from '../registry-context.js'
import type { RegistryTables } from '../schema.js'
import { checkSecret, createSecret } from '../secrets/secret.js'
import { enrol } from './enrol.js'
import type { Enrolment } from './enrol.js'

const WHERE = 'request'
const MAX_PENDING = 20

/** Requests a credential, and approves it at once where that is asked for. */
export async function requestCredential(
  context: RegistryContext,
  wanted: NewCredential,
  options: RequestOptions,
): Promise<CredentialWithSecret> {
  const credential = checkNewCredential(WHERE, wanted, context.now())
  const actor = checkBy(WHERE, options, ['approve', 'secret', 'allowWeakSecret'])
  const isApproved = checkFlag(WHERE, 'approve', options.approve)
  const secret = secretOf(options)
  const enrolment: Enrolment = { credential, secret, isApproved, action: 'request' }
  try {
    const [enrolled] = await context.database.write(async (transaction) => {
      if (!isApproved) await requireRoom(transaction, credential.owner)
      return enrol(context, transaction, [enrolment], { actor, nowMs: context.now() })
    })
    if (enrolled === undefined) throw new TypeError('one credential was enrolled')
    return { credential: enrolled, secret }
  } finally {
    context.invalidate(credential.id)
  }
}

function secretOf({ secret, allowWeakSecret }: RequestOptions): string {
  const allowsWeak = checkFlag(WHERE, 'allowWeakSecret', allowWeakSecret)
  return secret === undefined ? createSecret() : checkSecret(secret, allowsWeak)
}

async function requireRoom(transaction: Transaction<RegistryTables>, owner: string): Promise<void> {
  const { pending } = await transaction
    .selectFrom('hawk_auth_credentials')
    .select(({ fn }) => fn.countAll().as('pending'))
    .where('owner', '=', owner)
    .where('status', '=', 'pending')
    .executeTakeFirstOrThrow()
  if (Number(pending) < MAX_PENDING) return
  throw new RegistryError(
    'ERR_REGISTRY_TOO_MANY_PENDING',
    `This owner has ${MAX_PENDING} requests that wait for approval; have them approved, refused or deleted first`,
  )
}
