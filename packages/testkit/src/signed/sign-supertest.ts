import type { ClientRequest } from 'node:http'
import { Signer } from './signer.js'
import type { SignerOptions } from './signer.js'

/** A request of superagent, such as supertest makes; it tells when it is about to be sent. */
export interface SuperagentRequest {
  on(event: 'request', listener: (request: { req: ClientRequest }) => void): unknown
}

/**
 * Signs a request of supertest or superagent: whatever they send in the end, `send`, `query`, `attach` and `field`
 * included. The body is held until it is whole, and exactly those bytes are signed and sent.
 *
 * @param test - a request that has not been sent yet; what is set on it afterwards is signed too
 * @returns the same request
 * @throws TypeError that names the option
 * @example
 * const signer = { credentials: { id: 'alice', key: 'secret' } }
 * await signSupertest(request(app).post('/jobs').send({ name: 'build' }), signer).expect(200)
 */
export function signSupertest<T extends SuperagentRequest>(test: T, options: SignerOptions): T {
  const signer = new Signer('signSupertest', options)
  test.on('request', ({ req }) => {
    holdBody(req, (payload) => {
      const { method, path, protocol } = req
      const url = new URL(`${protocol}//${String(req.getHeader('host'))}${path}`)
      const contentType = req.getHeader('content-type')?.toString()
      req.setHeader('Authorization', signer.authorize({ method, url, payload, contentType }))
    })
  })
  return test
}

/** Keeps what is written until it is whole, and has it signed before the first byte is sent. */
function holdBody(request: ClientRequest, sign: (payload: Buffer | undefined) => void): void {
  const chunks: Buffer[] = []
  const keep = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk === 'string') {
      chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'))
    } else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }
  Object.defineProperty(request, 'write', {
    configurable: true,
    value: (chunk: unknown, encoding?: unknown) => {
      keep(chunk, encoding)
      return true
    },
  })
  Object.defineProperty(request, 'end', {
    configurable: true,
    value: (chunk?: unknown, encoding?: unknown) => {
      Reflect.deleteProperty(request, 'write')
      Reflect.deleteProperty(request, 'end')
      keep(chunk, encoding)
      const payload = chunks.length === 0 ? undefined : Buffer.concat(chunks)
      sign(payload)
      return payload === undefined ? request.end() : request.end(payload)
    },
  })
}
