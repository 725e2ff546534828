import { signRequest, verifyChallenge, verifyResponse } from '@hawk-auth/core'
import type { RequestToSign, SigningCredentials } from '@hawk-auth/core'

const MODES = ['submit', 'list', 'tamper', 'replay', 'stale', 'unsigned'] as const
type Mode = (typeof MODES)[number]

const BODY = JSON.stringify({ project: 'mozilla-central', revision: '45f8637cb9f7', result: 'success' })
const OTHER_BODY = BODY.replace('success', 'busted')
const CONTENT_TYPE = 'application/json'
/** Five minutes: the server's clock and ours may differ by one. */
const STALE_BY_MS = 300_000

const [mode, url, ...rest] = process.argv.slice(2)
const { HAWK_ID: id, HAWK_KEY: key } = process.env
if (!isMode(mode) || url === undefined || rest.length > 0 || id === undefined || key === undefined) {
  console.error(`Usage: HAWK_ID=… HAWK_KEY=… node send.js ${MODES.join('|')} http://127.0.0.1:8000`)
  process.exit(2)
}
await send(mode, new URL('/api/submissions', url), { id, key })

async function send(mode: Mode, url: URL, credentials: SigningCredentials): Promise<void> {
  const request: RequestToSign =
    mode === 'list'
      ? { url, credentials }
      : { url, credentials, method: 'POST', payload: BODY, contentType: CONTENT_TYPE }
  if (mode === 'stale') request.clock = () => Date.now() - STALE_BY_MS
  const signed = signRequest(request)

  const exchange = async (): Promise<void> => {
    const { method = 'GET' } = request
    const headers = new Headers(mode === 'unsigned' ? {} : { authorization: signed.authorization })
    if (method === 'POST') headers.set('content-type', CONTENT_TYPE)
    const body = method === 'POST' ? (mode === 'tamper' ? OTHER_BODY : BODY) : null
    const response = await fetch(url, { method, headers, body })
    const payload = await response.text()
    console.log(`${method} ${url.href} → ${response.status} ${response.statusText}`)
    console.log(payload)
    printChallenge(credentials, response)
    printSignature(credentials, signed.artifacts, response, payload)
  }
  await exchange()
  if (mode === 'replay') await exchange()
}

/** A stale request is told the server's time, signed, so that a client with a wrong clock can correct itself. */
function printChallenge(credentials: SigningCredentials, { headers }: Response): void {
  const wwwAuthenticate = headers.get('www-authenticate')
  if (wwwAuthenticate === null) return
  console.log(`WWW-Authenticate: ${wwwAuthenticate}`)
  const challenge = verifyChallenge({ credentials, wwwAuthenticate })
  if (!challenge.ok) console.log(`The challenge is not to be trusted: ${challenge.error.message}`)
  else if (challenge.serverTimeSeconds !== undefined) {
    console.log(
      `The server's clock, proven by its key: ${new Date(challenge.serverTimeSeconds * 1000).toISOString()}`,
    )
  }
}

/** What a handler answers is signed too; refusals are not. */
function printSignature(
  credentials: SigningCredentials,
  artifacts: ReturnType<typeof signRequest>['artifacts'],
  { headers }: Response,
  payload: string,
): void {
  const serverAuthorization = headers.get('server-authorization') ?? undefined
  if (serverAuthorization === undefined) return
  const contentType = headers.get('content-type') ?? undefined
  const answer = verifyResponse({ credentials, artifacts, serverAuthorization, payload, contentType })
  console.log(
    answer.ok ? 'The answer is signed by the server.' : `Do not trust this answer: ${answer.error.message}`,
  )
}

function isMode(text: string | undefined): text is Mode {
  return MODES.some((each) => each === text)
}
