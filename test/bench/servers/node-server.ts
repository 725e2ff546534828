import { hawk } from '@hawk-auth/node'
import { createServer } from 'node:http'
import type { RequestListener, Server, ServerResponse } from 'node:http'
import { bareHmac } from '../candidates/bare-hmac.js'
import { findRecord } from '../candidates/record.js'
import { PUBLIC_URL } from '../candidates/requests.js'
import { authenticateByReference, HELLO } from './variants.js'
import type { Variant } from './variants.js'

/** A hello-world on node:http. */
export function createNodeServer(variant: Variant): Server {
  return createServer(LISTENERS[variant]())
}

const LISTENERS: Readonly<Record<Variant, () => RequestListener>> = {
  none: () => (_request, response) => answer(response),
  hmac: () => (_request, response) => {
    if (bareHmac() !== '') answer(response)
  },
  reference: () => (request, response) => {
    authenticateByReference(request).then(
      () => answer(response),
      () => response.writeHead(401).end(),
    )
  },
  ours: () => {
    const guard = hawk({ credentials: findRecord, publicUrl: PUBLIC_URL })
    const listener = guard.wrap((_request, response) => answer(response))
    return (request, response) => void listener(request, response)
  },
}

function answer(response: ServerResponse): void {
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(HELLO))
}
