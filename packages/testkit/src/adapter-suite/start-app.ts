import { createMemoryNonceStore, createVerifier } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createFakeClock } from '../fake-clock.js'
import { createMemoryCredentialStore } from '../memory-credential-store.js'
import type { Transport } from '../servers/create-server-for.js'
import { createLoopbackCertificate } from '../servers/loopback-certificate.js'
import type { KeyAndCertificate } from '../servers/loopback-certificate.js'
import type { AdapterUnderTest } from './adapter-under-test.js'
import { CLIENTS } from './clients.js'
import { HandlerLog } from './handler-log.js'
import { Http1App } from './http1-app.js'
import { Http2App } from './http2-app.js'
import { suiteRoutes } from './suite-routes.js'
import type { AppSetup, TestApp } from './test-app.js'

let certificate: KeyAndCertificate | undefined

/** Makes an application and lets it listen on a free port of the loopback. */
export async function startApp(
  adapter: AdapterUnderTest,
  transport: Transport,
  setup: AppSetup,
): Promise<TestApp> {
  const clock = createFakeClock()
  const log = new HandlerLog()
  const requests: IncomingMessage[] = []
  const verifier = createVerifier<HawkCredentials>({
    credentials: createMemoryCredentialStore<HawkCredentials>(Object.values(CLIENTS)),
    nonces: createMemoryNonceStore({ maxEntries: 1000 }),
    clock,
    ...setup.verifier,
  })
  const tls = (certificate ??= createLoopbackCertificate())
  const server = await adapter.createServer({
    transport,
    tls,
    guards: setup.guards?.(verifier) ?? [{ ...setup.guard, verifier }],
    before: (request) => {
      requests.push(request)
      return setup.before?.(request)
    },
    parserBeforeGuards: setup.parserBeforeGuards,
    mountPath: setup.mountPath ?? '',
    trustsProxy: setup.trustsProxy ?? false,
    compression: setup.compression ?? 'none',
    cors: setup.cors ?? false,
    routes: suiteRoutes(log, adapter.parsers),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const parts = { server, transport, certificate: tls.cert, clock, log, requests }
  return transport === 'http2' ? new Http2App(parts) : new Http1App(parts)
}
