import { readFileSync } from 'node:fs'
import type { HawkAlgorithm } from '@hawk-auth/core'

/** A key as the vectors have it: an id only where a client signs. */
export interface VectorCredentials {
  id?: string
  key: string
  algorithm: HawkAlgorithm
}

/** The signed fields as the vectors have them. */
export interface VectorArtifacts {
  ts: number | string
  nonce: string
  method: string
  host: string
  port: number | string
  resource: string
  hash?: string
  ext?: string
}

interface VectorRequest {
  method: string
  url: string
  host: string
  port: number
  authorization?: string
  contentType?: string
  payload?: string
}

interface Kinds {
  'server.authenticate': {
    input: { request: VectorRequest; credentials: VectorCredentials; nowSec: number }
    expect: { ok: true } | { error: string }
  }
  'server.authenticateBewit': {
    input: { request: VectorRequest; credentials: VectorCredentials }
    expect: { ok: true } | { error: string }
  }
  'client.getBewit': {
    input: { uri: string; ext: string | null; credentials: Required<VectorCredentials>; ttlSec: number; nowSec: number }
    expect: { bewit: string }
  }
  'client.header': {
    input: {
      uri: string
      method: string
      credentials: Required<VectorCredentials>
      ext: string
      timestamp: number
      nonce: string
      payload: string
      contentType: string
    }
    expect: { header: string }
  }
  payloadHash: {
    input: { payload: string; contentType: string; algorithm: HawkAlgorithm }
    expect: { hash: string }
  }
  tsMac: { input: { ts: number; credentials: VectorCredentials }; expect: { tsm: string } }
  'client.authenticate': {
    input: {
      artifacts: VectorArtifacts
      credentials: VectorCredentials
      serverAuthorization: string
      payload?: string
      contentType?: string
    }
    expect: { ok: true }
  }
  mac: {
    input: { type: 'header'; keyBase64: string; algorithm: HawkAlgorithm; artifacts: VectorArtifacts }
    expect: { mac: string }
  }
  normalize: { input: { type: 'header'; artifacts: VectorArtifacts }; expect: { normalized: string } }
}

/** What a vector tests. */
export type VectorKind = keyof Kinds

/** One vector that others published, with the place where it stands. */
export type Vector = { [N in VectorKind]: { src: string; kind: N } & Kinds[N] }[VectorKind]

/** Every vector that others published; each was confirmed against hawk 9.0.2. */
export const publishedVectors = JSON.parse(
  readFileSync(new URL('./published.json', import.meta.url), 'utf8'),
) as readonly Vector[]

/** The vectors of one kind. */
export function vectorsOf<K extends VectorKind>(kind: K): readonly Extract<Vector, { kind: K }>[] {
  return publishedVectors.filter(
    (vector): vector is Extract<Vector, { kind: K }> => vector.kind === (kind),
  )
}
