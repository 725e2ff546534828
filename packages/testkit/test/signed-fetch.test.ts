import { signedFetch } from '@hawk-auth/testkit'
import { describe, expect, it } from 'vitest'
import { ALICE, clock, createJudge, serve } from './support/verifying-server.js'
import type { Judged } from './support/verifying-server.js'

const signer = { credentials: ALICE, clock }
const BYTES = Uint8Array.from({ length: 256 }, (_, at) => at)
const FORM = new FormData()
FORM.set('name', 'build')
FORM.set('file', new Blob(['zw\u00f6lf'], { type: 'text/plain' }), 'a.txt')

async function judge(path: string, init?: RequestInit): Promise<Judged> {
  const { origin } = await serve(createJudge())
  const response = await signedFetch(signer)(origin + path, init)
  return (await response.json()) as Judged
}

describe('signedFetch', () => {
  it.each([
    ['text', 'zw\u00f6lf', 'text/plain;charset=UTF-8'],
    ['no text', '', 'text/plain;charset=UTF-8'],
    ['bytes', BYTES, undefined],
    ['an ArrayBuffer', BYTES.buffer, undefined],
    ['URLSearchParams', new URLSearchParams({ a: '1 2' }), 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['a Blob', new Blob(['{}'], { type: 'application/json' }), 'application/json'],
    ['a Blob without a type', new Blob(['{}']), undefined],
  ])('signs a body that is sent: %s', async (_, body, contentType) => {
    const judged = await judge('/a?b=1', { method: 'POST', body })
    expect(judged).toMatchObject({
      judged: 'accepted',
      payloadVerified: true,
      method: 'POST',
      target: '/a?b=1',
    })
    expect(judged.contentType).toBe(contentType)
    expect(judged.body).toBe(Buffer.from(await new Response(body).arrayBuffer()).toString('latin1'))
  })

  it('signs the bytes of a form, with the boundary that is sent', async () => {
    const judged = await judge('/', { method: 'PUT', body: FORM })
    expect(judged).toMatchObject({ judged: 'accepted', payloadVerified: true })
    expect(judged.contentType).toMatch(/^multipart\/form-data; boundary=/)
    expect(judged.body).toContain('name="file"; filename="a.txt"')
  })

  it('signs a stream, read whole', async () => {
    const body = new Blob(['in a ', 'stream']).stream()
    const judged = await judge('/', { method: 'POST', body, duplex: 'half' })
    expect(judged).toMatchObject({ judged: 'accepted', payloadVerified: true, body: 'in a stream' })
  })

  it.each(['GET', 'HEAD', 'DELETE', 'put'])('signs a %s without a body', async (method) => {
    const { origin } = await serve(createJudge())
    const response = await signedFetch(signer)(origin, { method })
    expect(response.status).toBe(200)
    if (method === 'HEAD') return
    expect(await response.json()).toMatchObject({ judged: 'accepted', payloadVerified: false })
  })

  it.each(["/a b?c='d'&e=%zz#fragment", '/a/../b', '/?', '/\u00e4'])(
    'signs %s as it is sent',
    async (path) => {
      expect(await judge(path)).toMatchObject({ judged: 'accepted' })
    },
  )

  it('takes a URL or a Request, and what an init says beside it', async () => {
    const { origin } = await serve(createJudge())
    const fetch = signedFetch(signer)
    const request = new Request(origin, {
      method: 'POST',
      body: 'text',
      headers: { 'Content-Type': 'text/x-own' },
    })
    expect(await (await fetch(request)).json()).toMatchObject({
      judged: 'accepted',
      contentType: 'text/x-own',
    })
    const asked = new Request(origin, { method: 'POST', body: 'text' })
    expect(await (await fetch(asked, { method: 'PUT' })).json()).toMatchObject({
      judged: 'accepted',
      method: 'PUT',
    })
    expect(await (await fetch(new URL(origin))).json()).toMatchObject({ judged: 'accepted' })
  })

  it('signs each request anew, and in the place of an Authorization that is given', async () => {
    const { origin } = await serve(createJudge())
    const fetch = signedFetch(signer)
    for (let count = 0; count < 3; count++) {
      const response = await fetch(origin, { headers: { Authorization: 'Bearer x' } })
      expect(await response.json()).toMatchObject({ judged: 'accepted' })
    }
  })

  it('signs for the origin of publicUrl, and its path', async () => {
    const { origin } = await serve(createJudge({ host: 'api.example.com', port: 443 }))
    const ask = async (signed: string): Promise<unknown> =>
      (await signedFetch({ ...signer, origin: signed })(`${origin}/jobs`)).json()
    expect(await ask('https://api.example.com')).toMatchObject({ judged: 'accepted' })
    expect(await ask('https://api.example.com/')).toMatchObject({ judged: 'accepted' })
    expect(await ask('https://api.example.com/v1')).toMatchObject({ judged: 'ERR_HAWK_BAD_MAC' })
  })

  it('is refused by others than those it signs for', async () => {
    const { origin } = await serve(createJudge())
    const judgedBy = async (options: Parameters<typeof signedFetch>[0]): Promise<unknown> =>
      (await signedFetch(options)(origin)).json()
    const credentials = { ...ALICE, key: 'another' }
    expect(await judgedBy({ ...signer, credentials })).toMatchObject({ judged: 'ERR_HAWK_BAD_MAC' })
    const late = (): number => clock() - 61_000
    expect(await judgedBy({ ...signer, clock: late })).toMatchObject({ judged: 'ERR_HAWK_STALE_TIMESTAMP' })
    expect(await judgedBy({ credentials: ALICE })).toMatchObject({ judged: 'ERR_HAWK_STALE_TIMESTAMP' })
  })

  it('sends through the fetch that it is given, with what is meant for it', async () => {
    const calls: unknown[] = []
    const fetch = signedFetch({
      ...signer,
      fetch: async (url, init) => {
        calls.push([
          url,
          init?.method,
          new Headers(init?.headers).get('authorization'),
          Reflect.get(init ?? {}, 'dispatcher'),
        ])
        return new Response('sent')
      },
    })
    const init = { method: 'post', dispatcher: 'own' } as unknown
    const response = await fetch('http://api.test/a#b', init as RequestInit)
    expect(await response.text()).toBe('sent')
    expect(calls).toEqual([['http://api.test/a', 'POST', expect.stringMatching(/^Hawk id="alice"/), 'own']])
  })

  it('is told to stop as fetch is', async () => {
    const { origin } = await serve(() => undefined)
    await expect(signedFetch(signer)(origin, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })

  it.each([
    [
      { ...signer, key: 'x' },
      'signedFetch: unknown option "key"; known are credentials, clock, origin, fetch',
    ],
    [{ ...signer, origin: 'api.example.com' }, 'signedFetch: "origin" must be an http or https URL'],
    [{ ...signer, origin: 'ftp://api.example.com' }, 'signedFetch: "origin" must be an http or https URL'],
    [
      { ...signer, origin: 'https://api.example.com/?a' },
      'signedFetch: "origin" must be an http or https URL',
    ],
    [{ clock }, '"credentials'],
    [{ credentials: { id: 'alice' } }, '"credentials'],
  ])('refuses %o at once', (options, message) => {
    expect(() => signedFetch(options as never)).toThrow(TypeError)
    expect(() => signedFetch(options as never)).toThrow(message)
  })
})
