import { signRequest } from '@hawk-auth/core'
import type { RequestFacts } from '@hawk-auth/core'
import type { ReferenceRequest } from 'hawk'
import { RECORD } from './record.js'

const METHOD = 'GET'
export const PATH = '/resource/4'
export const TARGET = `${PATH}?a=1&b=2&filter=one`
const HOST = 'example.com'
const PORT = 8080
export const HOST_HEADER = `${HOST}:${PORT}`
/** Where every request says that it goes. */
export const PUBLIC_URL = `http://${HOST_HEADER}`
const EXT = 'some-app-ext-data-of-20'

/** What differs from header to header. */
export interface HeaderToSign {
  /** Seconds since the epoch. */
  timestamp: number
  nonce: string
  credentials?: { id: string; key: string }
  ext?: string
  hash?: string
}

/** A header as a client sends it, in one flat string, as a server gets it off the wire. */
export function signHeader(header: HeaderToSign): string {
  const url = PUBLIC_URL + TARGET
  return flat(signRequest({ url, method: METHOD, credentials: RECORD, ext: EXT, ...header }).authorization)
}

/** The request that carries a header, as our verifier takes it. */
export function factsOf(authorization: string | undefined): RequestFacts {
  return { method: METHOD, target: TARGET, host: HOST, port: PORT, authorization }
}

/** The same request as the reference takes it. */
export function referenceRequestOf(authorization: string | undefined): ReferenceRequest {
  return { method: METHOD, url: TARGET, host: HOST, port: PORT, authorization }
}

/** A nonce as our client makes them: 22 characters. Distinct for distinct numbers. */
export function nonceOf(number: number): string {
  return flat(number.toString(36).padStart(22, '_'))
}

/** What the MAC of such a request is made over: 125 characters. */
export const NORMALIZED = flat(
  `hawk.1.header\n1353832234\n${nonceOf(0)}\n${METHOD}\n${TARGET}\n${HOST}\n${PORT}\n\n${EXT}\n`,
)
if (NORMALIZED.length !== 125)
  throw new Error(`the string to sign has ${NORMALIZED.length} characters, not 125`)

/** The same text in one piece: a string that was put together is a tree, until someone reads it. */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
