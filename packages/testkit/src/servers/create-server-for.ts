import { createServer as createHttpServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { Server } from 'node:net'
import type { KeyAndCertificate } from './loopback-certificate.js'

/** How requests come: plain HTTP/1, HTTP/1 over TLS, or HTTP/2 over TLS (ALPN `h2`, and nothing else). */
export type Transport = 'http' | 'https' | 'http2'

/**
 * Makes the server for a plan of the adapter suite around a listener, such as `app` of Express, `app.callback()` of Koa
 * or a plain handler: of `node:http`, of `node:https`, or of `node:http2`, whose compatibility API hands in objects of
 * its own that do nearly all that those of `node:http` do.
 *
 * @param plan - `transport`, and `tls`, the key and the certificate for those that need them
 * @param listener - what answers
 * @example
 * createServer: (plan) => createServerFor(plan, createApp(plan).callback())
 */
export function createServerFor(
  { transport, tls }: { transport: Transport; tls: KeyAndCertificate },
  listener: RequestListener,
): Server {
  switch (transport) {
    case 'http':
      return createHttpServer(listener)
    case 'https':
      return createHttpsServer(tls, listener)
    case 'http2':
      // Its types know nothing of listeners that were written for the objects of HTTP/1; its objects were made for them.
      return createSecureServer(tls, listener as never)
    default:
      transport satisfies never
      throw new TypeError(
        `createServerFor: "transport" must be http, https or http2, got ${String(transport)}`,
      )
  }
}
