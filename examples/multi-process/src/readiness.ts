import { randomUUID } from 'node:crypto'
import type { NonceStore } from '@hawk-auth/core'
import type { CredentialRegistry } from '@hawk-auth/credentials'

/** Whether requests can be served, and if not, for want of what. */
export interface Readiness {
  isReady: boolean
  registry: 'answers' | 'does not answer'
  replayCache: 'answers' | 'does not answer'
}

/** However often somebody asks, and anybody may: the stores are asked once in this time. */
const KEPT_MS = 1000

/** Makes a check of both stores: whether each of them does now what a request needs of it. */
export function createReadinessCheck(
  registry: CredentialRegistry,
  nonces: NonceStore,
): () => Promise<Readiness> {
  let latest: { atMs: number; readiness: Promise<Readiness> } | undefined
  return () => {
    const nowMs = Date.now()
    if (latest === undefined || nowMs - latest.atMs >= KEPT_MS || nowMs < latest.atMs) {
      latest = { atMs: nowMs, readiness: check(registry, nonces) }
    }
    return latest.readiness
  }
}

async function check(registry: CredentialRegistry, nonces: NonceStore): Promise<Readiness> {
  const [listed, claimed] = await Promise.allSettled([registry.list({ limit: 1 }), claimOne(nonces)])
  const hasClaimed = claimed.status === 'fulfilled' && claimed.value === 'admitted'
  return {
    isReady: listed.status === 'fulfilled' && hasClaimed,
    registry: listed.status === 'fulfilled' ? 'answers' : 'does not answer',
    replayCache: hasClaimed ? 'answers' : 'does not answer',
  }
}

/** A claim of nobody's nonce, which is forgotten soon: that a cache can be read does not say that it can be written. */
async function claimOne(nonces: NonceStore): Promise<string> {
  const nowMs = Date.now()
  const ts = String(Math.floor(nowMs / 1000))
  return nonces.claim({ id: 'readiness', ts, nonce: randomUUID(), keepUntilMs: nowMs + KEPT_MS, nowMs })
}
