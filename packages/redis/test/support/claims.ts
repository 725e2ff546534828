import type { Claim, NonceStore, NonceUse } from '@hawk-auth/core'

/** Why a claim was refused. */
export async function refusalOf(store: NonceStore, use: NonceUse): Promise<string> {
  try {
    return `it was not: ${await store.claim(use)}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Makes one claim after the other, until one has an answer. */
export async function claimOnceItRuns(store: NonceStore, uses: readonly NonceUse[]): Promise<Claim> {
  for (const use of uses) {
    try {
      return await store.claim(use)
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  throw new Error(`none of ${uses.length} claims had an answer`)
}
