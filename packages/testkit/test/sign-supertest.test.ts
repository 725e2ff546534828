import { signSupertest } from '@hawk-auth/testkit'
import type { SignerOptions } from '@hawk-auth/testkit'
import express from 'express'
import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { ALICE, clock, createJudge, serve } from './support/verifying-server.js'
import type { Judged } from './support/verifying-server.js'

const signer: SignerOptions = { credentials: ALICE, clock }
const ACCEPTED = { judged: 'accepted', payloadVerified: true }

function app(): express.Express {
  return express().use(createJudge())
}

/** What the server makes of a request once it is signed. */
async function judge(test: supertest.Test, options = signer): Promise<Judged> {
  const response = await signSupertest(test, options).expect(200)
  return response.body as Judged
}

describe('signSupertest', () => {
  it('signs a request without a body', async () => {
    expect(await judge(supertest(app()).get('/a?b=1'))).toMatchObject({
      judged: 'accepted',
      payloadVerified: false,
      target: '/a?b=1',
    })
  })

  it('signs an object as it is sent', async () => {
    const judged = await judge(supertest(app()).post('/').send({ a: 'zw\u00f6lf' }))
    expect(judged).toMatchObject({ ...ACCEPTED, contentType: 'application/json' })
    expect(Buffer.from(judged.body, 'latin1').toString()).toBe('{"a":"zw\u00f6lf"}')
  })

  it('signs a form, text, and bytes in several pieces', async () => {
    const form = supertest(app()).post('/').type('form').send({ a: '1 2' })
    expect(await judge(form)).toMatchObject({ ...ACCEPTED, body: 'a=1%202' })
    const text = supertest(app()).put('/').type('text/plain').send('text')
    expect(await judge(text)).toMatchObject({ ...ACCEPTED, body: 'text' })
    const bytes = Buffer.alloc(100_000, 'bytes ')
    const pieces = supertest(app()).patch('/').type('application/octet-stream').send(bytes)
    expect(await judge(pieces)).toMatchObject({ ...ACCEPTED, body: bytes.toString() })
  })

  it('signs files and fields, with the boundary that is sent', async () => {
    const files = supertest(app())
      .post('/')
      .field('name', 'build')
      .attach('file', Buffer.from('log'), 'a.log')
    const { contentType, body, ...judged } = await judge(files)
    expect(judged).toMatchObject(ACCEPTED)
    expect(contentType).toMatch(/^multipart\/form-data; boundary=/)
    expect(body).toContain('filename="a.log"')
  })

  it('signs what is set after it was called', async () => {
    const test = signSupertest(supertest(app()).post('/'), signer).query({ a: 'b c' })
    const response = await test.set('Content-Type', 'application/json').send({ late: true })
    expect(response.body).toMatchObject({ ...ACCEPTED, target: '/?a=b%20c', body: '{"late":true}' })
  })

  it('signs for the Host that is sent', async () => {
    const hosted = supertest(app()).get('/').set('Host', 'api.test:8080')
    expect(await judge(hosted)).toMatchObject({ judged: 'accepted' })
  })

  it('signs for the origin of publicUrl', async () => {
    const { server } = await serve(createJudge({ host: 'api.example.com', port: 443 }))
    const origin = 'https://api.example.com'
    expect(await judge(supertest(server).get('/'), { ...signer, origin })).toMatchObject({
      judged: 'accepted',
    })
    expect(await judge(supertest(server).get('/'))).toMatchObject({ judged: 'ERR_HAWK_BAD_MAC' })
  })

  it('signs anew what is followed', async () => {
    const moved = express()
      .get('/from', (_request, response) => response.redirect('/to'))
      .use(app())
    expect(await judge(supertest(moved).get('/from').redirects(1))).toMatchObject({
      judged: 'accepted',
      target: '/to',
    })
  })

  it('signs in the place of an Authorization that is set', async () => {
    expect(await judge(supertest(app()).get('/').auth('a', 'b'))).toMatchObject({ judged: 'accepted' })
  })

  it('signs for an agent, each request anew', async () => {
    const agent = supertest.agent(app())
    for (let count = 0; count < 2; count++) {
      expect(await judge(agent.get('/'))).toMatchObject({ judged: 'accepted' })
    }
  })

  it('signs over HTTP/2', async () => {
    const test = supertest(createJudge(), { http2: true }).post('/').send({ a: 1 })
    expect(await judge(test)).toMatchObject({ ...ACCEPTED, body: '{"a":1}' })
  })

  it('refuses options that it does not know at once', () => {
    expect(() => signSupertest(supertest(app()).get('/'), { ...signer, fetch } as never)).toThrow(
      /^signSupertest: unknown option "fetch"; known are credentials, clock, origin$/,
    )
  })
})
