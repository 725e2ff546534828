import type {
  CredentialRegistry,
  CredentialStatus,
  CredentialWithSecret,
  NewCredential,
  RequestOptions,
} from '../../src/index.js'

export const BY_ADA = { actor: 'cli:ada' }
export const BY_ADMIN = { actor: 'console:grace' }
export const DAY_MS = 24 * 60 * 60 * 1000

/** What a new credential needs, where a test does not care. */
export function wanted(id: string, others: Partial<NewCredential> = {}): NewCredential {
  return { id, owner: 'ada', description: 'Nightly builds', ...others }
}

/** A credential that works. */
export async function approved(
  registry: CredentialRegistry,
  id: string,
  options: Partial<NewCredential & Pick<RequestOptions, 'secret'>> = {},
): Promise<CredentialWithSecret> {
  const { secret, ...others } = options
  return registry.request(wanted(id, others), { ...BY_ADMIN, approve: true, secret })
}

/** A credential in a status, with the secret that it has or had. */
export async function inStatus(
  registry: CredentialRegistry,
  id: string,
  status: CredentialStatus,
): Promise<CredentialWithSecret> {
  const { credential, secret } = await registry.request(wanted(id), BY_ADA)
  switch (status) {
    case 'pending':
      return { credential, secret }
    case 'refused':
      return { credential: await registry.refuse(id, BY_ADMIN), secret }
    case 'deleted':
      return { credential: await registry.delete(id, BY_ADMIN), secret }
    case 'approved':
      return { credential: await registry.approve(id, { ...BY_ADMIN, version: credential.version }), secret }
    case 'suspended':
      await registry.approve(id, { ...BY_ADMIN, version: credential.version })
      return { credential: await registry.suspend(id, BY_ADMIN), secret }
    default:
      return status satisfies never
  }
}
