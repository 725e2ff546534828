import type { Credential, CredentialRegistry } from '@hawk-auth/credentials'
import { CliError } from '../cli-error.js'
import { nearestId } from './nearest-id.js'

/** A command line is shown in messages up to here. */
const SHOWN = 64

/**
 * The credential of an id.
 *
 * @param mayBeDeleted - whether one that was deleted counts; default false
 * @throws CliError `unknownId`, which names the nearest id
 */
export async function requireCredential(
  registry: CredentialRegistry,
  id: string,
  { mayBeDeleted = false }: { mayBeDeleted?: boolean } = {},
): Promise<Credential> {
  const credential = await registry.get(id)
  if (credential !== null && (mayBeDeleted || credential.status !== 'deleted')) return credential
  if (credential !== null) {
    throw new CliError(
      'unknownId',
      `The credential "${id}" was deleted; its id stays taken until it is freed`,
    )
  }
  throw await unknownId(registry, id)
}

async function unknownId(registry: CredentialRegistry, id: string): Promise<CliError> {
  const nearest = await nearestId(registry, id.slice(0, SHOWN))
  const shown = id.length > SHOWN ? `${id.slice(0, SHOWN)}…` : id
  const hint = nearest === null ? 'see them with "hawk-auth credentials list"' : `did you mean "${nearest}"?`
  return new CliError('unknownId', `No credential has the id "${shown}": ${hint}`)
}
