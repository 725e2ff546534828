import type { RegistryErrorCode } from '@hawk-auth/credentials'

/** What the fields and options of the registry are called on the command line; the operation comes first where it matters. */
const NAMES: Readonly<Record<string, string>> = {
  actor: '--actor',
  'audit.actor': '--by',
  after: '--after',
  before: '--before',
  description: '<description>',
  expiresAtMs: '--expires',
  'setExpiry.expiresAtMs': '<when>',
  from: '--database',
  id: '<id>',
  limit: '--limit',
  overlapMs: '--overlap',
  owner: '<owner>',
  'list.owner': '--owner',
  ownerEmail: '--email',
  search: '--search',
  status: '--status',
  to: '--to',
  version: '--if-version',
}

/**
 * A message of the registry in the words of the command line. What an import refuses keeps the names, which are those of its
 * file.
 */
export function inOptionNames(code: RegistryErrorCode, message: string): string {
  if (code === 'ERR_REGISTRY_WRONG_STATUS')
    return message.replace('rotate with "endsOverlap"', 'add --ends-overlap')
  // No other message is sure to have nothing between quotes that somebody chose.
  const [, operation, what] = (code === 'ERR_REGISTRY_BAD_INPUT' && /^(\w+): ([^]*)$/.exec(message)) || []
  if (operation === undefined || what === undefined) return message
  return what.replace(
    /"(\w+)"/g,
    (quoted, name: string) => NAMES[`${operation}.${name}`] ?? NAMES[name] ?? quoted,
  )
}
