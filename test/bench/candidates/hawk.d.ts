/** The parts of hawk 9 that are measured, as its source has them. */
declare module 'hawk' {
  import type { IncomingMessage } from 'node:http'

  export interface ReferenceRequest {
    method: string
    url: string
    host: string
    port: number
    authorization: string | undefined
  }

  export interface ReferenceCredentials {
    id: string
    key: string
    algorithm: 'sha1' | 'sha256'
  }

  export interface ReferenceOptions {
    nonceFunc?: (key: string, nonce: string, ts: string) => Promise<void>
    localtimeOffsetMsec?: number
  }

  export interface ReferenceHash {
    update(chunk: Uint8Array): void
  }

  const Hawk: {
    server: {
      authenticate(
        request: ReferenceRequest | IncomingMessage,
        credentials: (id: string) => Promise<ReferenceCredentials | undefined>,
        options: ReferenceOptions,
      ): Promise<{ credentials: ReferenceCredentials }>
    }
    crypto: {
      calculatePayloadHash(payload: Uint8Array, algorithm: 'sha256', contentType: string): string
      initializePayloadHash(algorithm: 'sha256', contentType: string): ReferenceHash
      finalizePayloadHash(hash: ReferenceHash): string
    }
  }
  export default Hawk
}
