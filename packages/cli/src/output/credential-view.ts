import type { Credential } from '@hawk-auth/credentials'
import { timeText } from './time-text.js'

/** What a credential is, field by field. */
export function credentialFields(credential: Credential): [name: string, value: string][] {
  const { previousSecretUntilMs } = credential
  return [
    ['Id', credential.id],
    ['Owner', credential.owner],
    ['E-mail', credential.ownerEmail ?? '–'],
    ['Description', credential.description],
    ['Status', credential.status],
    ['Version', String(credential.version)],
    ['Algorithm', credential.algorithm],
    ['Created', timeText(credential.createdAtMs)],
    ['Changed', timeText(credential.changedAtMs)],
    ['Last used', timeText(credential.lastUsedAtMs)],
    ['Expires', timeText(credential.expiresAtMs)],
    ...(previousSecretUntilMs === null
      ? []
      : [['Previous secret works until', timeText(previousSecretUntilMs)] satisfies [string, string]]),
  ]
}

export const CREDENTIAL_HEAD = ['ID', 'OWNER', 'STATUS', 'LAST USED', 'EXPIRES', 'DESCRIPTION']

/** What a list shows of a credential. */
export function credentialRow(credential: Credential): string[] {
  return [
    credential.id,
    credential.owner,
    credential.status,
    timeText(credential.lastUsedAtMs),
    timeText(credential.expiresAtMs),
    credential.description,
  ]
}
