import type { SigningCredentials } from '@hawk-auth/core'
import { formatHawkHeader, normalizedString } from '@hawk-auth/core/protocol'
import { createHmac } from 'node:crypto'

/** Everything that an `Authorization` header says and signs, word for word: nothing is checked or filled in. */
export interface HeaderToForge {
  credentials: SigningCredentials
  method: string
  /** Path and query, exactly as they are to be signed. */
  target: string
  host: string
  port: number
  /** Seconds since the epoch, as text. */
  ts: string
  nonce: string
  hash?: string | undefined
  ext?: string | undefined
  app?: string | undefined
  dlg?: string | undefined
  /** Stands in the place of the right one. */
  mac?: string | undefined
}

/**
 * Makes an `Authorization` header for a request that no client would send: one that is signed for another host than
 * it is sent to, that lies about its body, or whose MAC is wrong. For requests as clients make them, use `signRequest`
 * of `@hawk-auth/core`.
 *
 * @example
 * forgeAuthorization({ credentials, method: 'GET', target: '/', host: 'elsewhere', port: 80, ts: '1', nonce: 'n' })
 */
export function forgeAuthorization(header: HeaderToForge): string {
  const { credentials, method, target, host, port, ts, nonce, hash, ext, app, dlg } = header
  const signed = normalizedString('header', { ts, nonce, method, target, host, port, hash, ext, app, dlg })
  const mac =
    header.mac ??
    createHmac(credentials.algorithm ?? 'sha256', credentials.key)
      .update(signed)
      .digest('base64')
  return formatHawkHeader({ id: credentials.id, ts, nonce, hash, ext, mac, app, dlg })
}
