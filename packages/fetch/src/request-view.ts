import { splitRequestTarget } from '@hawk-auth/core/protocol'
import type { FrameworkView, ReceivedHeaders } from '@hawk-auth/core/guard'

/** What a `Request` tells of itself, as verification needs it. */
export interface RequestReading {
  headers: ReceivedHeaders
  view: FrameworkView
}

/**
 * Reads a request. Host, port and protocol are what the server made of them in `request.url`; its `Host` header is no
 * second opinion on that.
 *
 * @param target - the raw target where it is known
 */
export function readRequest({ url, headers }: Request, target: string | undefined): RequestReading {
  const { target: pathAndQuery, authority } = splitRequestTarget(url)
  const authorization = headers.get('authorization') ?? undefined
  return {
    headers: {
      authorization,
      host: authority,
      authority: undefined,
      contentType: headers.get('content-type') ?? undefined,
      hasTwoAuthorizations: authorization !== undefined && HAWK_BEHIND_ANOTHER.test(authorization),
      hasTwoHosts: false,
      isForwarded: FORWARDED.some((name) => headers.has(name)),
    },
    view: {
      target: target ?? pathAndQuery,
      host: authority,
      protocol: url.startsWith('https:') ? 'https' : 'http',
      trustsProxy: false,
    },
  }
}

/**
 * Two Authorization headers arrive joined by a comma. Behind Hawk the grammar refuses another one. Behind another
 * scheme, Hawk credentials must not make their sender a nobody.
 */
const HAWK_BEHIND_ANOTHER = /^(?!hawk\s).*,\s*hawk(?:\s|$)/i

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']
