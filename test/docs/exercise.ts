import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signRequest } from '@hawk-auth/core'
import { expect } from 'vitest'
import { CI_BOT_KEY, realFetch } from './run-program.js'
import type { RunningProgram } from './run-program.js'

/** What shows that an example does what its document says. */
export type Exercise = (program: RunningProgram) => Promise<void> | void

/** The credentials that the examples know. */
export const credentials = { id: 'ci-bot', key: CI_BOT_KEY }
/** What clients of the examples sign for. */
export const PUBLIC_URL = 'http://127.0.0.1:8000'
const JSON_TYPE = 'application/json'

/** A request to an example. */
export interface Sending {
  method?: string
  path: string
  payload?: string
  /** What arrives in the place of the payload that was signed. */
  forged?: string
  isSigned?: boolean
  key?: string
}

/** What it answered. */
export interface Answer {
  status: number
  body: string
  headers: Headers
}

/** Signs a request and sends it. */
export async function send({ origin }: RunningProgram, sending: Sending): Promise<Answer> {
  const { method = 'GET', path, payload, forged, isSigned = true, key = CI_BOT_KEY } = sending
  const url = PUBLIC_URL + path
  const contentType = payload === undefined ? undefined : JSON_TYPE
  const signer = { ...credentials, key }
  const { authorization } = signRequest({ method, url, credentials: signer, payload, contentType })
  const headers = new Headers(isSigned ? { authorization } : {})
  if (contentType !== undefined) headers.set('content-type', contentType)
  const response = await realFetch(origin + path, { method, headers, body: forged ?? payload ?? null })
  return { status: response.status, body: await response.text(), headers: response.headers }
}

/** An endpoint that takes what is signed, and nothing else. */
export async function guardsJobs(program: RunningProgram, expected: object, key = CI_BOT_KEY): Promise<void> {
  const request = { method: 'POST', path: '/api/jobs', payload: '{"name":"build"}', key }
  const accepted = await send(program, request)
  expect(accepted.status).toBe(200)
  expect(JSON.parse(accepted.body)).toMatchObject(expected)
  expect((await send(program, { ...request, forged: '{"name":"other"}' })).status).toBe(401)
  expect((await send(program, { ...request, isSigned: false })).status).toBe(401)
}

/** Guards under a router: anybody may ask, only a client may delete. */
export async function lendsItsGuards(program: RunningProgram): Promise<void> {
  expect((await send(program, { path: '/api/jobs', isSigned: false })).body).toBe('{"for":"anybody"}')
  const remove = { method: 'DELETE', path: '/api/jobs/7' }
  expect((await send(program, { ...remove, isSigned: false })).status).toBe(401)
  expect((await send(program, remove)).body).toBe('{"deleted":"7","by":"ci-bot"}')
}

/** A browser reads the challenge. */
export async function exposesToBrowsers(program: RunningProgram): Promise<void> {
  expect((await send(program, { path: '/hello' })).body).toBe('{"hello":"browser"}')
  const refused = await send(program, { path: '/hello', isSigned: false })
  expect(refused.status).toBe(401)
  const exposed = refused.headers.get('access-control-expose-headers')?.split(/, ?/)
  expect(exposed).toEqual(['WWW-Authenticate', 'Server-Authorization'])
}

/** Lets an application listen, and gives its origin. */
export async function start(app: { listen: (port: number) => Server }): Promise<string> {
  const server = app.listen(0)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
