import { hashPayload } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { createFakeClock, forgeAuthorization } from '@hawk-auth/testkit'
import type { HeaderToForge } from '@hawk-auth/testkit'
import fc from 'fast-check'
import { HONEST } from './senders.js'

/** The clock of servers and senders; it stands, so that a seed gives the same bytes every time. */
export const clock = createFakeClock()

/** What a request is sent to, whatever port the server has: the same bytes again. */
export const AUTHORITY = { host: 'api.example.test', port: 8080 } as const

/** The largest body that the guards take, in bytes. */
export const MAX_PAYLOAD_BYTES = 4096

/** The paths that have a handler, for every method. */
export const PATHS = ['/run', '/other/run'] as const

/** The nonces that were used before a campaign begins, by every honest sender. */
export const USED_NONCES = ['used-1', 'used-2', 'used-3'] as const

/** What somebody means to send, before it is signed. */
export interface Plan {
  credentials: HawkCredentials
  method: string
  target: string
  nonce: string
  contentType: string | undefined
  body: Buffer | undefined
  /** Sends the body in chunks of so many bytes, instead of with its length. */
  chunkBytes: number | undefined
  /** What is hashed in the place of the body, or of its content type. */
  hashed: { body?: Buffer; contentType?: string }
  /** In the place of what would be signed. */
  signed: Partial<Omit<HeaderToForge, 'credentials'>>
}

/** Signs a plan. */
export function sign({
  credentials,
  method,
  target,
  nonce,
  contentType,
  body,
  hashed,
  signed,
}: Plan): string {
  const payload = hashed.body ?? body
  return forgeAuthorization({
    credentials,
    method,
    target,
    ...AUTHORITY,
    ts: String(clock() / 1000),
    nonce,
    hash:
      payload && hashPayload(credentials.algorithm ?? 'sha256', payload, hashed.contentType ?? contentType),
    ...signed,
  })
}

const targets = fc
  .tuple(fc.constantFrom(...PATHS), fc.constantFrom('', '?', '?a=1', "?b=%20'&c", '?d=http://x/y'))
  .map(([path, query]) => path + query)

const bodies = fc.oneof(
  fc.constant(Buffer.from('{"amount":100}')),
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.nat({ max: 2000 }).map((length) => Buffer.alloc(length + 1, 'body ')),
)

const framings = fc.record({
  body: bodies,
  chunkBytes: fc.option(fc.constantFrom(1, 7, 300, 5000), { nil: undefined, freq: 2 }),
  contentType: fc.constantFrom(undefined, 'text/plain', 'application/json; charset=utf-8'),
})

const NO_BODY = { body: undefined, chunkBytes: undefined, contentType: undefined }

/** Plans of honest senders, without a nonce yet. */
export const plans: fc.Arbitrary<Omit<Plan, 'nonce'>> = fc
  .record({
    credentials: fc.constantFrom(HONEST.alice, HONEST.bob),
    target: targets,
    sent: fc.oneof(
      fc.record({ method: fc.constantFrom('GET', 'HEAD', 'DELETE', 'POST'), framing: fc.constant(NO_BODY) }),
      fc.record({ method: fc.constantFrom('POST', 'PUT', 'PATCH'), framing: framings }),
    ),
    signed: fc.constantFrom<Plan['signed']>({}, { ext: 'some ext' }, { app: 'an-app', dlg: 'somebody' }),
  })
  .map(({ credentials, target, sent: { method, framing }, signed }) => ({
    credentials,
    method,
    target,
    ...framing,
    hashed: {},
    signed,
  }))

/** The plan with a body that is not empty, whose method may have one. */
export function withBody(plan: Plan): Plan {
  if (plan.body !== undefined) return plan
  return { ...plan, method: plan.method === 'POST' ? 'POST' : 'PUT', body: Buffer.from('some body') }
}
