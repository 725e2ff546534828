import { AUDIT_ACTIONS } from '../audit.js'
import type { CredentialStatus } from '../credential.js'
import type { AuditQuery, ListQuery } from '../registry.js'
import { badInput, checkFields, checkWhole, kindOf } from './bad-input.js'
import { isId } from './id.js'
import { checkActor, checkOwner, checkText } from './text.js'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200

const STATUSES: readonly CredentialStatus[] = ['pending', 'approved', 'refused', 'suspended', 'deleted']
const LISTED = STATUSES.filter((status) => status !== 'deleted')

const ACTIONS: readonly unknown[] = AUDIT_ACTIONS

/** A query of credentials with its defaults filled in. */
export interface CheckedListQuery {
  owner: string | undefined
  statuses: readonly CredentialStatus[]
  search: string | undefined
  after: string | undefined
  limit: number
}

/** @throws RegistryError `ERR_REGISTRY_BAD_INPUT` */
export function checkListQuery(query: ListQuery): CheckedListQuery {
  checkFields('list', 'query', query, ['owner', 'status', 'search', 'after', 'limit'])
  const { owner, status, search, after, limit = DEFAULT_LIMIT } = query
  if (after !== undefined && !isId(after)) {
    throw badInput('list', `"after" must be an id, got ${kindOf(after)}`)
  }
  return {
    owner: owner === undefined ? undefined : checkOwner('list', owner),
    statuses: checkStatuses(status),
    search:
      search === undefined
        ? undefined
        : checkText('list', 'search', search, { maxCharacters: 1000, mayBeEmpty: true }),
    after,
    limit: checkWhole('list', 'limit', limit, { min: 1, max: MAX_LIMIT }),
  }
}

/** @throws RegistryError `ERR_REGISTRY_BAD_INPUT` */
export function checkAuditQuery(query: AuditQuery): AuditQuery & { limit: number } {
  checkFields('audit', 'query', query, ['id', 'actor', 'action', 'before', 'limit'])
  const { id, actor, action, before, limit = DEFAULT_LIMIT } = query
  if (id !== undefined && typeof id !== 'string') {
    throw badInput('audit', `"id" must be text, got ${kindOf(id)}`)
  }
  if (actor !== undefined) checkActor('audit', actor)
  if (action !== undefined && !ACTIONS.includes(action)) {
    throw badInput('audit', `"action" must be one of ${ACTIONS.join(', ')}, got ${kindOf(action)}`)
  }
  if (before !== undefined) checkWhole('audit', 'before', before, { min: 1, max: Number.MAX_SAFE_INTEGER })
  return { ...query, limit: checkWhole('audit', 'limit', limit, { min: 1, max: MAX_LIMIT }) }
}

function checkStatuses(status: ListQuery['status']): readonly CredentialStatus[] {
  if (status === undefined) return LISTED
  const asked: readonly unknown[] = Array.isArray(status) ? status : [status]
  const unknown = asked.findIndex((each) => !STATUSES.some((known) => known === each))
  if (unknown === -1) return STATUSES.filter((known) => asked.includes(known))
  throw badInput(
    'list',
    `"status" must be of ${STATUSES.join(', ')}, or several of them, got ${kindOf(asked[unknown])}`,
  )
}
