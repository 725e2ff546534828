/**
 * Whether somebody approves what is their own: an actor is the owner, by itself or behind the name of the interface
 * (`console:ada`). It is allowed, and the audit log says so.
 */
export function isOwnRequest(actor: string, owner: string): boolean {
  return actor === owner || actor.slice(actor.indexOf(':') + 1) === owner
}
