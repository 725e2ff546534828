/** Characters that a URL parser takes in a host although no grammar of hosts has them. */
const NOT_IN_A_HOST = /["`{}\u0080-\uffff]/

/**
 * Says whether a WHATWG URL parser, which is how the reference reads Host, does anything else than a host's grammar
 * would: it can't read it, decodes it, drops parts of it, drops a port that is the default of http, or takes
 * characters that have no place there.
 */
export function isHostReadLoosely(hostHeader: string): boolean {
  try {
    return new URL(`http://${hostHeader}`).host !== hostHeader.toLowerCase() || NOT_IN_A_HOST.test(hostHeader)
  } catch {
    return true
  }
}
