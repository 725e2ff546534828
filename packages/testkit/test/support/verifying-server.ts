import { createVerifier } from '@hawk-auth/core'
import type { HawkCredentials, RequestFacts } from '@hawk-auth/core'
import { createFakeClock } from '@hawk-auth/testkit'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { listen } from '../../../../test/support/listen.js'

export const ALICE = { id: 'alice', key: 'the key of alice', approved: true } satisfies HawkCredentials

/** The clock of the verifier, and of whoever signs for it: nobody who goes by the system's clock gets in. */
export const clock = createFakeClock()

/** What a server that verifies makes of a request. */
export interface Judged {
  /** The code of the refusal, or that there is none. */
  judged: string
  payloadVerified?: boolean
  method: string
  target: string
  contentType: string | undefined
  body: string
}

/** A listener that tells what the verifier makes of each request, body and all, and what it was. */
export function createJudge(publicHost?: Pick<RequestFacts, 'host' | 'port'>): RequestListener {
  const verifier = createVerifier<HawkCredentials>({ credentials: () => ALICE, clock })
  const judge = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const payload = Buffer.concat(chunks)
    const { hostname, port } = new URL(
      `http://${String(request.headers.host ?? request.headers[':authority'])}`,
    )
    const { method = '', url: target = '', headers } = request
    const contentType = headers['content-type']
    const host = publicHost ?? { host: hostname, port: Number(port === '' ? '80' : port) }
    const verdict = await verifier.verify({
      ...host,
      method,
      target,
      authorization: headers.authorization,
      contentType,
      payload,
    })
    const judged: Judged = {
      judged: verdict.ok ? 'accepted' : verdict.error.code,
      ...(verdict.ok && { payloadVerified: verdict.artifacts.payloadVerified }),
      method,
      target,
      contentType,
      body: payload.toString('latin1'),
    }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(judged))
  }
  return (request, response) => {
    judge(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  }
}

/** Lets a listener serve on a free port of the loopback until the test is over. */
export async function serve(listener: RequestListener): Promise<{ server: Server; origin: string }> {
  const server = createServer(listener)
  return { server, origin: `http://127.0.0.1:${await listen(server)}` }
}
