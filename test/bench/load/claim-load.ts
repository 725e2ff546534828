/** Does one claim, and throws where it is not admitted. */
export type ClaimOnce = () => unknown

/** What was seen of claims that were made for a while. */
export interface SeenClaims {
  /** In claims a second. */
  rate: number
  /** Processor time of this process for each claim, in microseconds. */
  cpuUs: number
  /** From asking to the answer, of each claim. */
  latenciesMs: number[]
}

/**
 * Makes claims for a while: as many at once as is said, and each followed by the next one when it is answered.
 *
 * @param claims - more than can be made in that time; where they run out the load ends
 */
export async function claimFor(
  durationMs: number,
  atOnce: number,
  claims: readonly ClaimOnce[],
): Promise<SeenClaims> {
  const latenciesMs: number[] = []
  const next = claims.values()
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  const end = start + durationMs
  async function claimOneAfterAnother(): Promise<void> {
    for (const claim of next) {
      const asked = performance.now()
      const answer = claim()
      if (answer instanceof Promise) await answer
      const answered = performance.now()
      latenciesMs.push(answered - asked)
      if (answered > end) return
    }
  }
  await Promise.all(Array.from({ length: atOnce }, claimOneAfterAnother))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const count = latenciesMs.length
  return { rate: count / seconds, cpuUs: (user + system) / count, latenciesMs }
}
