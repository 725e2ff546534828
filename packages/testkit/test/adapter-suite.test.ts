import { createVerifier } from '@hawk-auth/core'
import type { HawkCredentials, Verifier } from '@hawk-auth/core'
import { adapterSuite } from '@hawk-auth/testkit'
import type { AppPlan, Transport } from '@hawk-auth/testkit'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { collectCases, failuresOf } from './support/collected-cases.js'

/** What somebody writes who has a verifier and no guard: he checks the header, and never the body. */
function createNaiveServer(plan: AppPlan): Server {
  const [options] = plan.guards
  const verifier: Verifier<HawkCredentials> = options?.verifier ?? createVerifier({ credentials: () => null })
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: target = '', headers } = request
    const { hostname: host, port } = new URL(`http://${headers.host ?? ''}`)
    const facts = { method, target, host, port: Number(port), authorization: headers.authorization }
    const verdict = await verifier.verify(facts)
    if (!verdict.ok) {
      for (const [name, value] of Object.entries(verdict.error.headers)) response.setHeader(name, value)
      response.setHeader('Content-Type', 'application/json')
      response.statusCode = verdict.error.status
      response.end(JSON.stringify({ message: verdict.error.message }))
      return
    }
    const route = plan.routes.find(({ path }) => path === target.split('?')[0])
    const { credentials, artifacts } = verdict
    const auth = () => ({ credentials, artifacts })
    const result = await route?.handle({ request, response, body: undefined, auth })
    response.end(JSON.stringify(result?.body))
  }
  return createServer((request, response) => {
    void plan.before(request)
    answer(request, response).catch(() => response.destroy())
  })
}

const cases = collectCases((runner) => {
  adapterSuite(runner, {
    name: 'a naive server',
    createServer: createNaiveServer,
    parsers: [],
    refusalContentType: /json/,
    hasMountPaths: false,
    hasProxyTrust: false,
    hasCompression: true,
    hasCors: true,
  })
})

/** The names of the cases that an adapter with all transports is held to, by transport. */
function namesOver(transport: Transport): string[] {
  const all = collectCases((runner) => {
    adapterSuite(runner, {
      name: 'an adapter',
      createServer: createNaiveServer,
      transports: ['http', 'https', 'http2'],
      parsers: ['json'],
      refusalContentType: /json/,
      hasMountPaths: true,
      hasProxyTrust: true,
    })
  })
  return all.filter(({ suite }) => suite === `an adapter over ${transport}`).map(({ name }) => name)
}

async function failuresAmong(pattern: RegExp): Promise<string[]> {
  const chosen = cases.filter(({ name }) => pattern.test(name))
  expect(chosen).not.toEqual([])
  return failuresOf(chosen)
}

describe('the adapter suite', () => {
  it('has at least 50 cases, each with a name of its own', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
    expect(cases.length).toBeGreaterThan(50)
  })

  it('has the same cases over http and over https', () => {
    expect(namesOver('https')).toEqual(namesOver('http'))
  })

  it("leaves the cases of HTTP/1's bytes and connections out over http2, and adds those of its streams", () => {
    const http1 = new Set(namesOver('http'))
    const http2 = namesOver('http2')
    expect(http2.length).toBeGreaterThan(350)
    const own = http2.filter((name) => !http1.has(name))
    expect(own).toContain(
      'knows whom a stream was sent to > and refuses a Host that differs from :authority [M8]',
    )
    expect(http2.filter((name) => /pipelined|two Host|half-closing|HTTP\/1\.0/.test(name))).toEqual([])
  })

  it('passes a naive server where there is no body', async () => {
    expect(await failuresAmong(/^accepts > a (GET|POST|DELETE) without a body$/)).toEqual([])
  })

  it.each([
    [
      'bodies that are not the ones that were signed',
      /the body was (changed|lengthened|cut short|taken away)$/,
    ],
    ['bodies that nobody signed', /ERR_HAWK_MISSING_PAYLOAD_HASH$/],
    ['bodies that are too large', /ERR_HAWK_PAYLOAD_TOO_LARGE$/],
    ['two Authorization headers', /two Authorization headers$/],
    ['compressed bodies that somebody made', /a coding that was added on the way is refused/],
    ['answers that are not signed', /^signs answers > text/],
    ['credentials that are not required', /passes "Bearer abc" as nobody$/],
    ['requests that no event tells of', /^publishes > one event for each request$/],
    ['compressed answers without a signature', /^signs answers that are compressed in front .* > large-json/],
    ['preflights that nobody answers', /^behind cors > never sees a preflight/],
    ['refusals that a browser may not read', /^behind cors > lets a browser read why it was refused$/],
    ['a proxy that nobody warns of', /^warns of a proxy that it is not told of/],
  ])('fails a naive server over %s', async (_, pattern) => {
    expect(await failuresAmong(pattern)).not.toEqual([])
  })
})
