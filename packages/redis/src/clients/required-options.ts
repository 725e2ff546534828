/** An option that a client must have been made with. */
export interface RequiredOption {
  /** As it is written where the client is made. */
  spelling: string
  isSet: boolean
}

/**
 * Refuses a client that would send a claim again, or keep it to send it later.
 *
 * @param where - the function that was called, for the message
 * @param name - what the client is called
 * @throws TypeError that names every option to set
 */
export function requireOptions(where: string, name: string, options: readonly RequiredOption[]): void {
  const missing = options.filter(({ isSet }) => !isSet).map(({ spelling }) => spelling)
  if (missing.length === 0) return
  throw new TypeError(
    `${where}: "client" (${name}) must be made with ${missing.join(', ')}: a claim is sent once or not at all, ` +
      'for one that is sent again meets itself, and an honest request is refused as a replay',
  )
}
