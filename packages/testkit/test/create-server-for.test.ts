import { createLoopbackCertificate, createServerFor } from '@hawk-auth/testkit'
import type { Transport } from '@hawk-auth/testkit'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:http2'
import { request } from 'node:https'
import { connect as connectTls } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../test/support/listen.js'

const tls = createLoopbackCertificate()

async function portOf(transport: Transport): Promise<number> {
  const server = createServerFor({ transport, tls }, (incoming, response) => {
    response.end(`HTTP/${incoming.httpVersion} ${incoming.method ?? ''} ${incoming.url ?? ''}`)
  })
  return listen(server)
}

describe('createServerFor', () => {
  it('serves plain HTTP/1', async () => {
    const response = await fetch(`http://127.0.0.1:${await portOf('http')}/a`)
    expect(await response.text()).toBe('HTTP/1.1 GET /a')
  })

  it('serves HTTP/1 over TLS, to whoever trusts the certificate', async () => {
    const port = await portOf('https')
    const asked = request({ port, host: '127.0.0.1', path: '/a', ca: tls.cert, agent: false }).end()
    const [response] = (await once(asked, 'response')) as [AsyncIterable<Buffer>]
    let text = ''
    for await (const chunk of response) text += chunk.toString()
    expect(text).toBe('HTTP/1.1 GET /a')
  })

  it('serves HTTP/2 over TLS to a listener that was written for HTTP/1', async () => {
    const session = connect(`https://localhost:${await portOf('http2')}`, { ca: tls.cert })
    onTestFinished(() => session.destroy())
    let text = ''
    for await (const chunk of session.request({ ':path': '/a' })) text += String(chunk)
    expect(text).toBe('HTTP/2.0 GET /a')
  })

  it('serves nobody who speaks HTTP/1 to HTTP/2', async () => {
    const port = await portOf('http2')
    const socket: TLSSocket = connectTls({
      port,
      host: '127.0.0.1',
      ca: tls.cert,
      ALPNProtocols: ['http/1.1'],
    })
    await expect(once(socket, 'secureConnect')).rejects.toThrow(/no application protocol/i)
  })

  it('refuses a transport that it does not know', () => {
    expect(() => createServerFor({ transport: 'spdy' as never, tls }, () => undefined)).toThrow(
      'createServerFor: "transport" must be http, https or http2, got spdy',
    )
  })
})

describe('createLoopbackCertificate', () => {
  it('is signed by its own key, for the names of the loopback and no other', () => {
    const certificate = new X509Certificate(tls.cert)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkHost('example.com')).toBeUndefined()
  })

  it('is another one each time', () => {
    const another = createLoopbackCertificate()
    expect(another.key).not.toBe(tls.key)
    expect(new X509Certificate(another.cert).serialNumber).not.toBe(
      new X509Certificate(tls.cert).serialNumber,
    )
  })
})
