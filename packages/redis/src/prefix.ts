const LONGEST = 200
/** Printable ASCII without a space. */
const TEXT = /^[!-~]+$/

/**
 * Refuses a prefix that is none, or that a cluster would take for a hash tag.
 *
 * @param where - the function that was called, for the message
 * @throws TypeError
 */
export function checkPrefix(where: string, prefix: unknown): void {
  if (typeof prefix !== 'string' || prefix.length > LONGEST || !TEXT.test(prefix)) {
    throw new TypeError(
      `${where}: "prefix" must be 1 to ${LONGEST} printable ASCII characters without spaces that name the service ` +
        'and its environment, like "my-api:production:nonce:"',
    )
  }
  refuseHashTag(`${where}: "prefix"`, prefix)
}

/** @throws TypeError where the prefix that the client adds would be taken for a hash tag */
export function checkKeyPrefix(where: string, keyPrefix: string): void {
  refuseHashTag(`${where}: keyPrefix of "client"`, keyPrefix)
}

function refuseHashTag(what: string, prefix: string): void {
  if (!/[{}]/.test(prefix)) return
  throw new TypeError(
    `${what} must not hold { or }: what stands between them would put every nonce into one slot, and so on one node ` +
      'of a cluster',
  )
}
