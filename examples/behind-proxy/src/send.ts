import { signRequest, verifyResponse } from '@hawk-auth/core'
import type { SigningCredentials } from '@hawk-auth/core'

const UPLOAD_BYTES = 8_000_000

type Mode = 'whoami' | 'report' | 'upload' | 'inner'

interface Sending {
  path: string
  method?: string
  contentType?: string
  payload?: string | Buffer
  /** Where it is not the URL that it is sent to. */
  signedFor?: string
}

const REQUESTS: Readonly<Record<Mode, Sending>> = {
  whoami: { path: '/whoami' },
  report: {
    path: '/reports',
    method: 'POST',
    contentType: 'application/json',
    payload: JSON.stringify({
      revision: '45f8637cb9f7',
      result: 'success',
      log: 'all is well\n'.repeat(3000),
    }),
  },
  upload: {
    path: '/uploads/build.log',
    method: 'PUT',
    contentType: 'application/octet-stream',
    payload: Buffer.alloc(UPLOAD_BYTES, 'a line of a log\n'),
  },
  inner: { path: '/whoami', signedFor: 'http://127.0.0.1:8000/whoami' },
}

const [mode, publicUrl, ...rest] = process.argv.slice(2)
const { HAWK_ID: id, HAWK_KEY: key } = process.env
if (!isMode(mode) || publicUrl === undefined || rest.length > 0 || id === undefined || key === undefined) {
  const modes = Object.keys(REQUESTS).join('|')
  console.error(`Usage: HAWK_ID=… HAWK_KEY=… node dist/send.js ${modes} https://localhost:8443/v1`)
  process.exit(2)
}
await send(REQUESTS[mode], publicUrl, { id, key })

async function send(sending: Sending, publicUrl: string, credentials: SigningCredentials): Promise<void> {
  const { path, signedFor, method = 'GET', payload, contentType } = sending
  const url = publicUrl + path
  const signed = signRequest({ url: signedFor ?? url, method, credentials, payload, contentType })
  const headers = new Headers({ authorization: signed.authorization })
  if (contentType !== undefined) headers.set('content-type', contentType)
  const response = await fetch(url, { method, headers, body: payload ?? null })
  const answer = await response.text()
  console.log(`${method} ${url} → ${response.status}`)
  console.log(answer.length > 200 ? `${answer.slice(0, 200)}…` : answer)
  const challenge = response.headers.get('www-authenticate')
  if (challenge !== null) console.log(`WWW-Authenticate: ${challenge}`)
  const serverAuthorization = response.headers.get('server-authorization')
  if (serverAuthorization === null) return
  const verdict = verifyResponse({
    credentials,
    artifacts: signed.artifacts,
    serverAuthorization,
    payload: answer,
    contentType: response.headers.get('content-type') ?? undefined,
  })
  console.log(
    verdict.ok ? 'The answer is signed by the server.' : `Do not trust it: ${verdict.error.message}`,
  )
}

function isMode(text: string | undefined): text is Mode {
  return text !== undefined && Object.hasOwn(REQUESTS, text)
}
