import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import {
  bitString,
  boolean,
  der,
  integer,
  objectId,
  octetString,
  sequence,
  set,
  tagged,
  text,
} from './der.js'

/** A private key and a certificate of it, in PEM, as `node:https` and `node:http2` take them. */
export interface KeyAndCertificate {
  key: string
  cert: string
}

const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'))
const NAME = sequence(set(sequence(objectId('2.5.4.3'), text('localhost'))))
/** Wide enough for every clock that a test may set. */
const VALIDITY = sequence(utcTime('500101000000Z'), utcTime('491231235959Z'))
const EXTENSIONS = sequence(
  extension('2.5.29.19', sequence(boolean(true))),
  extension(
    '2.5.29.17',
    sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1]))),
  ),
)

/**
 * Makes a key and a certificate of its own for `localhost` and `127.0.0.1`, for servers of tests alone: nobody else has
 * the key, and nobody trusts it but a client that is given the certificate as its `ca`.
 *
 * @example
 * const tls = createLoopbackCertificate()
 * const server = createServer(tls, app)
 * const agent = new Agent({ ca: tls.cert })
 */
export function createLoopbackCertificate(): KeyAndCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const version3 = tagged(0, integer(Buffer.from([2])))
  const serial = integer(Buffer.concat([Buffer.from([1]), randomBytes(15)]))
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const toSign = sequence(
    version3,
    serial,
    ECDSA_WITH_SHA256,
    NAME,
    VALIDITY,
    NAME,
    spki,
    tagged(3, EXTENSIONS),
  )
  const certificate = sequence(toSign, ECDSA_WITH_SHA256, bitString(sign('sha256', toSign, privateKey)))
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), octetString(value))
}

function utcTime(time: string): Buffer {
  return der(0x17, Buffer.from(time))
}
