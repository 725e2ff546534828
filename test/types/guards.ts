/**
 * What DESIGN sections 2–4 show, compiled under the strict settings of the workspace; and wrong uses, each of which must
 * not compile. Nothing here runs: the build is the test.
 */
import { createCachedCredentialStore, createVerifier } from '@hawk-auth/core'
import type { CredentialStore, HawkAuth, HawkCredentials, NonceStore } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/express'
import { hawk as httpHawk } from '@hawk-auth/node'
import express from 'express'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** Fails to compile unless the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
declare function expectSame<A, B>(same: Same<A, B>): void

type Http2RequestListener = (request: Http2ServerRequest, response: Http2ServerResponse) => void

interface Client extends HawkCredentials {
  name: string
}
declare function findClient(id: string): Client | undefined
declare function findClientLater(id: string): Promise<Client | null>
declare const clients: Map<string, Client>

export function stores(): void {
  // A function, at once, later or either.
  const sync = hawk({ credentials: findClient })
  const later = hawk({ credentials: findClientLater })
  const mixed = hawk({ credentials: (id) => (id === '' ? null : findClientLater(id)) })
  const map = hawk({ credentials: (id) => clients.get(id) })
  for (const guard of [sync, later, mixed, map]) {
    declareRequest((req) => guard.auth(req).credentials.name.toUpperCase())
  }
  // An object, an instance, behind the cached store.
  class Store implements CredentialStore<Client> {
    find(id: string): Client | undefined {
      return clients.get(id)
    }
  }
  const instance = hawk({ credentials: new Store() })
  const inline = hawk({ credentials: { find: (id: string) => clients.get(id) } })
  const cached = hawk({ credentials: createCachedCredentialStore(new Store()) })
  for (const guard of [instance, inline, cached]) {
    declareRequest((req) => guard.auth(req).credentials.name.toUpperCase())
  }
  // A verifier that several guards share.
  const verifier = createVerifier({ credentials: findClient })
  declareRequest((req) => hawk({ verifier }).auth(req).credentials.name.toUpperCase())
}

interface Human extends HawkCredentials {
  kind: 'human'
  email: string
}
interface Robot extends HawkCredentials {
  kind: 'robot'
  job: string
}
declare function findAnybody(id: string): Human | Robot | null

export function unions(): void {
  const guard = hawk({ credentials: findAnybody })
  declareRequest((req) => {
    const { credentials } = guard.auth(req)
    return credentials.kind === 'human' ? credentials.email : credentials.job
  })
}

export function results(): void {
  const required = hawk({ credentials: findClient })
  const optional = hawk({ credentials: findClient, required: false })
  const unknown = hawk({ credentials: findClient, required: Math.abs(1) === 1 })
  expectSame<ReturnType<typeof required.auth>, HawkAuth<Client>>(true)
  expectSame<ReturnType<typeof optional.auth>, HawkAuth<Client> | null>(true)
  expectSame<ReturnType<typeof unknown.auth>, HawkAuth<Client> | null>(true)
}

export function expressApp(): void {
  const guard = hawk({ credentials: findClient, publicUrl: 'https://api.example.com' })
  const app = express()
  app.use('/api', guard)
  app.use(express.json())
  app.post('/api/jobs', (req, res) =>
    res.json({ by: guard.auth(req).credentials.id, also: req.hawk?.credentials.id }),
  )
  // The guard among a route's handlers leaves its params alone.
  app.get('/api/jobs/:id', guard, (req, res) => res.json({ id: req.params.id.toUpperCase() }))
}

export function nodeServers(): void {
  const guard = httpHawk({ credentials: findClient, publicUrl: 'https://api.example.com' })
  const listener: RequestListener = guard.wrap((req, res, auth) =>
    res.end(auth.credentials.name + String(req.url)),
  )
  createServer(listener)
  const secureListener: Http2RequestListener = guard.wrap((req, res, auth) => {
    res.end(auth.credentials.name + String(req.url))
  })
  createSecureServer(secureListener)
}

export async function verdicts(): Promise<void> {
  const verifier = createVerifier({ credentials: findClient, clock: () => 0, algorithms: ['sha256'] })
  const facts = { method: 'GET', target: '/', host: 'example.com', port: 443, authorization: undefined }
  const verdict = await verifier.verify(facts)
  if (verdict.ok) {
    verdict.credentials.name.toUpperCase()
    verdict.signResponse({ payload: 'body', contentType: 'text/plain' }).toUpperCase()
    verdict.payloadCheck('text/plain').finish()?.code.toUpperCase()
    // @ts-expect-error a verdict shows no key
    String(verdict.credentials.key)
    // @ts-expect-error nor the one before it
    String(verdict.credentials.previousKey)
    // @ts-expect-error an accepted verdict has no error
    String(verdict.error)
  } else {
    verdict.error.code.toUpperCase()
    verdict.reason.toUpperCase()
    // @ts-expect-error a refused verdict tells nobody
    String(verdict.credentials)
  }
}

export function mistakes(): void {
  // @ts-expect-error a record that forgets whether it is approved
  hawk({ credentials: () => ({ id: 'a', key: 'k' }) })
  // @ts-expect-error a misspelt option
  hawk({ credentials: findClient, requird: false })
  // @ts-expect-error a misspelt option of the verifier
  createVerifier({ credentials: findClient, skewSecond: 60 })
  // @ts-expect-error a verifier beside options of one's own
  hawk({ verifier: createVerifier({ credentials: findClient }), credentials: findClient })
  // @ts-expect-error neither a verifier nor credentials
  hawk({ publicUrl: 'https://api.example.com' })
  // @ts-expect-error an algorithm that Hawk does not have
  createVerifier({ credentials: findClient, algorithms: ['md5'] })
  // @ts-expect-error a payload policy that there is not
  hawk({ credentials: findClient, payload: 'optional' })
  // @ts-expect-error an outcome that a claim does not have
  const store: NonceStore = { claim: () => true }
  createVerifier({ credentials: findClient, nonces: store })
  const optional = hawk({ credentials: findClient, required: false })
  // @ts-expect-error it may be nobody
  declareRequest((req) => optional.auth(req).credentials)
}

declare function declareRequest(read: (req: express.Request) => unknown): void
