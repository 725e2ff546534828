import type { CredentialRegistry, ListQuery } from '@hawk-auth/credentials'
import { closest, distance } from 'fastest-levenshtein'
import { LARGEST_PAGE } from '../options/limit.js'
import { STATUSES } from '../options/statuses.js'
import { eachPage } from './each-page.js'

const MOST_IDS = 10_000

/**
 * The id that somebody who wrote `id` likely meant; null where none is near.
 *
 * @param mayBeDeleted - whether one that was deleted counts
 */
export async function nearestId(
  registry: CredentialRegistry,
  id: string,
  { mayBeDeleted }: { mayBeDeleted: boolean },
): Promise<string | null> {
  const ids: string[] = []
  const query: ListQuery = { limit: LARGEST_PAGE, status: mayBeDeleted ? STATUSES : undefined }
  const pages = eachPage((after: string | null) => registry.list({ ...query, after: after ?? undefined }))
  for await (const { credentials } of pages) {
    ids.push(...credentials.map((credential) => credential.id))
    if (ids.length >= MOST_IDS) break
  }
  if (ids.length === 0) return null
  // Whoever writes CI-BOT means ci-bot.
  const [wanted, known] = [id.toLowerCase(), ids.map((each) => each.toLowerCase())]
  const nearest = closest(wanted, known)
  const isNear = distance(wanted, nearest) <= Math.max(1, id.length / 3)
  return isNear ? (ids[known.indexOf(nearest)] ?? null) : null
}
