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
  throw await unknownId(registry, id, mayBeDeleted)
}

async function unknownId(registry: CredentialRegistry, id: string, mayBeDeleted: boolean): Promise<CliError> {
  const meant = await didYouMean(registry, id, { mayBeDeleted })
  const hint = meant ?? 'see them with "hawk-auth credentials list"'
  return new CliError('unknownId', `No credential has the id "${shownId(id)}": ${hint}`)
}

/** The question whether another id was meant; null where none is near. */
export async function didYouMean(
  registry: CredentialRegistry,
  id: string,
  options: { mayBeDeleted: boolean },
): Promise<string | null> {
  const nearest = await nearestId(registry, id.slice(0, SHOWN), options)
  return nearest === null ? null : `did you mean "${nearest}"?`
}

/** What was written in place of an id, cut off where it is too long for a message. */
export function shownId(id: string): string {
  return id.length > SHOWN ? `${id.slice(0, SHOWN)}…` : id
}
