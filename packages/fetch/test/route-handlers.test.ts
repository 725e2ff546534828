import { hawk } from '@hawk-auth/fetch'
import { describe, expect, test } from 'vitest'
import { options } from './support/clients.js'
import { expectRefusal } from './support/expectations.js'
import { makeRequest } from './support/signed-requests.js'
import type { RequestToMake } from './support/signed-requests.js'

/** A request as frameworks extend it: with what it made of the URL and the cookies, kept beside it. */
class FrameworkRequest extends Request {
  readonly #nextUrl: URL

  constructor(input: Request | string, init: RequestInit & { trailingSlash?: boolean } = {}) {
    super(input, init)
    this.#nextUrl = new URL(typeof input === 'string' ? input : input.url)
  }

  get nextUrl(): URL {
    return this.#nextUrl
  }

  get cookies(): Map<string, string> {
    const pairs = (this.headers.get('cookie') ?? '').split('; ').map((pair) => pair.split('='))
    return new Map(pairs.map(([name = '', value = '']) => [name, value]))
  }
}

interface RouteContext {
  params: Promise<{ id: string }>
}

const CONTEXT: RouteContext = { params: Promise.resolve({ id: '17' }) }

function routeRequest(making: RequestToMake): FrameworkRequest {
  const { url, init } = makeRequest({ url: 'https://api.example.com/jobs/17?dry=1', ...making })
  return new FrameworkRequest(url, init)
}

describe.each([false, true])('a route handler, with streamPayload: %s', (streamPayload) => {
  const guard = hawk({ ...options(), streamPayload, publicUrl: 'https://api.example.com' })
  const POST = guard.wrap(async (request: FrameworkRequest, auth, { params }: RouteContext) =>
    Response.json({
      by: auth.credentials.team,
      same: guard.auth(request).credentials.id,
      job: (await params).id,
      isDry: request.nextUrl.searchParams.get('dry'),
      cookie: request.cookies.get('a'),
      body: await request.json(),
    }),
  )

  test('gets the framework’s own request and its context', async () => {
    const response = await POST(routeRequest({ body: '{"a":1}', headers: { cookie: 'a=b' } }), CONTEXT)
    expect(await response.json()).toEqual({
      by: 'builders',
      same: 'alice',
      job: '17',
      isDry: '1',
      cookie: 'b',
      body: { a: 1 },
    })
  })

  test('does not see what was not signed', async () => {
    await expectRefusal(
      await POST(routeRequest({ body: '{}', signedBody: '{"a":1}' }), CONTEXT),
      401,
      'ERR_HAWK_BAD_PAYLOAD_HASH',
    )
    await expectRefusal(
      await POST(routeRequest({ body: '{}', authorization: null }), CONTEXT),
      401,
      'ERR_HAWK_MISSING',
    )
  })
})
