import { createRequire } from 'node:module'

/** Credentials as the reference takes them. */
export interface ReferenceCredentials {
  id: string
  key: string | Uint8Array
  algorithm: string
}

/** A request of node:http, as far as the reference looks at it. */
export interface ReferenceRequest {
  method: string
  url: string
  headers: Record<string, string | undefined>
  connection: { encrypted: boolean }
}

/** What a MAC covers, in the reference's words. */
export interface ReferenceFields {
  ts: string | number
  nonce: string
  method?: string | undefined
  resource?: string | undefined
  host: string
  port: string | number
  hash?: string | undefined
  ext?: string | undefined
  app?: string | undefined
  dlg?: string | undefined
}

/** What the reference says of an accepted request. */
export interface ReferenceArtifacts extends ReferenceFields {
  method: string
  resource: string
  ts: string
  id: string
  mac: string
}

/** The attributes of a header that the reference has read. */
export type ReferenceAttributes = Partial<Record<string, string>>

type Find = (id: unknown) => Omit<ReferenceCredentials, 'id'> | null
type NonceFunction = (key: string | Uint8Array, nonce: string, ts: string) => Promise<void> | void

interface SigningOptions {
  credentials: ReferenceCredentials
  ext?: string | undefined
  timestamp?: number | undefined
  nonce?: string | undefined
  localtimeOffsetMsec?: number | undefined
}

interface HeaderOptions extends SigningOptions {
  payload?: string | Uint8Array | undefined
  contentType?: string | undefined
  hash?: string | undefined
  app?: string | undefined
  dlg?: string | undefined
}

/** A message's authorization as the reference writes it. */
export interface ReferenceMessage {
  id: string
  ts: number
  nonce: string
  hash: string
  mac: string
}

/** What is used here of hawk 9.0.2; its published types are wrong in several places. */
export interface Reference {
  server: {
    authenticate(
      request: ReferenceRequest,
      find: Find,
      options: {
        payload?: string | Uint8Array | undefined
        timestampSkewSec?: number
        nonceFunc?: NonceFunction
      },
    ): Promise<{ artifacts: ReferenceArtifacts }>
    authenticateBewit(
      request: ReferenceRequest,
      find: Find,
      options: Record<string, never>,
    ): Promise<{ attributes: { id: string; exp: string; mac: string; ext: string } }>
    authenticateMessage(
      host: string,
      port: number,
      message: string,
      authorization: unknown,
      find: Find,
      options: { timestampSkewSec?: number },
    ): Promise<unknown>
    header(
      credentials: Omit<ReferenceCredentials, 'id'>,
      artifacts: ReferenceFields,
      options: {
        payload?: string | Uint8Array | undefined
        contentType?: string | undefined
        ext?: string | undefined
      },
    ): string
  }
  client: {
    header(
      uri: string | URL,
      method: string,
      options: HeaderOptions,
    ): { header: string; artifacts: ReferenceFields }
    authenticate(
      response: { headers: Record<string, string | undefined> },
      credentials: ReferenceCredentials,
      artifacts: ReferenceFields,
      options: { payload?: string | Uint8Array | undefined; required?: boolean },
    ): unknown
    getBewit(uri: string | URL, options: SigningOptions & { ttlSec: number }): string
    message(host: string, port: number, message: string, options: SigningOptions): ReferenceMessage
  }
  crypto: {
    calculateMac(type: string, credentials: Omit<ReferenceCredentials, 'id'>, fields: ReferenceFields): string
    calculatePayloadHash(payload: string | Uint8Array, algorithm: string, contentType?: string): string
    generateNormalizedString(type: string, fields: ReferenceFields): string
  }
  utils: {
    parseAuthorizationHeader(header: string | undefined): ReferenceAttributes
    parseHost(request: ReferenceRequest): { name: string; port: string | number } | null
    setTimeFunction(now: () => number): void
  }
}

/** The reference: hawk 9.0.2. */
export const reference = createRequire(import.meta.url)('hawk') as Reference
