import type { AuditDetails } from '../tables/audit-log.js'

/** What the audit log says of an approval. */
export function approvalDetails(actor: string, owner: string): AuditDetails {
  return isOwnRequest(actor, owner) ? { isOwnRequest: true } : {}
}

/**
 * Whether somebody approves what is their own: an actor is the owner, by itself or behind the name of the interface
 * (`console:ada`). On the command line the account counts, and whom it says it acts for (`cli:root/ada`). It is allowed, and
 * the audit log says so.
 */
function isOwnRequest(actor: string, owner: string): boolean {
  const name = actor.slice(actor.indexOf(':') + 1)
  return actor === owner || name === owner || (actor.startsWith('cli:') && isOneOf(name, owner))
}

/** No account has a slash in its name. */
function isOneOf(names: string, owner: string): boolean {
  const slash = names.indexOf('/')
  return slash !== -1 && (names.slice(0, slash) === owner || names.slice(slash + 1) === owner)
}
