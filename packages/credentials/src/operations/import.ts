import { badInput, checkCallback, checkFlag, kindOf } from '../checks/bad-input.js'
import { checkBy } from '../checks/by-actor.js'
import { NEW_CREDENTIAL_FIELDS, checkNewCredential } from '../checks/new-credential.js'
import type { Credential } from '../credential.js'
import type { CredentialRegistry, ImportedCredential } from '../registry.js'
import { RegistryError } from '../registry-error.js'
import type { RegistryContext } from '../registry-context.js'
import { checkSecret } from '../secrets/secret.js'
import { inBatches } from './batches.js'
import { enrol } from './enrol.js'
import type { Enrolment } from './enrol.js'

const WHERE = 'import'
const FIELDS = [...NEW_CREDENTIAL_FIELDS, 'secret', 'approved']

/** Brings credentials in with their secrets, in one transaction. */
export async function importCredentials(
  context: RegistryContext,
  credentials: readonly ImportedCredential[],
  options: Parameters<CredentialRegistry['import']>[1],
): Promise<Credential[]> {
  const actor = checkBy(WHERE, options, ['allowWeakSecrets', 'onProgress'])
  const allowsWeak = checkFlag(WHERE, 'allowWeakSecrets', options.allowWeakSecrets)
  const onProgress = checkCallback(WHERE, 'onProgress', options.onProgress)
  if (!Array.isArray(credentials)) {
    throw badInput(WHERE, `the credentials must be an array, got ${kindOf(credentials)}`)
  }
  const checkedAtMs = context.now()
  const enrolments = credentials.map((credential: ImportedCredential, index) =>
    checkImported(credential, index, { allowsWeak, nowMs: checkedAtMs }),
  )
  if (enrolments.length === 0) return []
  try {
    return await context.database.write(async (transaction) => {
      const nowMs = context.now()
      const enrolled: Credential[] = []
      for (const batch of inBatches(enrolments)) {
        enrolled.push(...(await enrol(context, transaction, batch, { actor, nowMs })))
        onProgress?.(enrolled.length, enrolments.length)
      }
      return enrolled
    })
  } finally {
    for (const { credential } of enrolments) context.invalidate(credential.id)
  }
}

function checkImported(
  imported: ImportedCredential,
  index: number,
  { allowsWeak, nowMs }: { allowsWeak: boolean; nowMs: number },
): Enrolment {
  const where = `${WHERE}, credential ${index + 1}`
  const credential = checkNewCredential(where, imported, nowMs, FIELDS)
  const isApproved = checkFlag(where, 'approved', imported.approved)
  const secret = checkImportedSecret(`${where} ("${credential.id}")`, imported.secret, allowsWeak)
  return { credential, secret, isApproved, action: 'import' }
}

function checkImportedSecret(where: string, secret: unknown, allowsWeak: boolean): string {
  try {
    return checkSecret(secret, allowsWeak)
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    throw new RegistryError(error.code, `${where}: ${error.message}`, { cause: error })
  }
}
