import type { CredentialRegistry } from '@hawk-auth/credentials'
import { closest, distance } from 'fastest-levenshtein'
import { eachPage } from './each-page.js'

const MOST_IDS = 10_000

/** The id that somebody who wrote `id` likely meant; null where none is near. */
export async function nearestId(registry: CredentialRegistry, id: string): Promise<string | null> {
  const ids: string[] = []
  const pages = eachPage((after: string | null) => registry.list({ limit: 200, after: after ?? undefined }))
  for await (const { credentials } of pages) {
    ids.push(...credentials.map((credential) => credential.id))
    if (ids.length >= MOST_IDS) break
  }
  if (ids.length === 0) return null
  const nearest = closest(id, ids)
  return distance(id.toLowerCase(), nearest.toLowerCase()) <= Math.max(1, id.length / 3) ? nearest : null
}
