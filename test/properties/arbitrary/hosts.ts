import fc from 'fast-check'
import { anyText, mostly, strangeCharacters } from './text.js'

const domains = fc.oneof(
  fc.domain(),
  fc.constantFrom(
    'example.com',
    'EXAMPLE.com',
    'localhost',
    'a.b-c.example',
    'example.com.',
    'xn--bcher-kva.de',
  ),
)
const ipv6 = fc
  .oneof(fc.ipV6(), fc.constantFrom('::1', '::', '2001:db8::1', '::ffff:192.0.2.1'))
  .map((host) => `[${host}]`)

/** A host as HTTP has it. */
export const hosts = fc.oneof({ weight: 4, arbitrary: domains }, fc.ipV4(), ipv6)

/** A port, often one that a protocol has by default. */
export const ports = fc.oneof(fc.constantFrom(80, 443, 8080, 8000), fc.integer({ min: 1, max: 65_535 }))

/** Hosts that a URL parser rewrites, or that no grammar has. */
const strangeHostHeaders = fc.oneof(
  fc.constantFrom(
    '',
    'user@example.com',
    'user:pw@example.com',
    'example.com?x',
    'example.com#x',
    'example.com\\x',
    'example.com/x',
    'example.com:',
    'example.com ',
    ' example.com',
    'exam\tple.com',
    'ex%61mple.com',
    'example.com:00080',
    'example.com:000080',
    'example.com:65536',
    'example.com:0',
    'example.com:-1',
    'example.com:80:80',
    'a.com, b.com',
    'bücher.de',
    '0x7f.1',
    '127.1',
    '2130706433',
    '1.2.3.4.5',
    '256.256.256.256',
    'a_b',
    'a!b',
    '[::1',
    '::1',
    '[::1]x',
    '[0:0:0:0:0:0:0:1]',
    '[::FFFF:127.0.0.1]',
    '[1:2:3:4:5:6:7:8:9]',
    '[v1.x]',
    '[fe80::1%25eth0]',
    'xn--a',
    '%zz',
    `${'a'.repeat(4096)}b`,
  ),
  fc.tuple(domains, strangeCharacters, domains).map((parts) => parts.join('')),
  anyText,
)

/** A Host header, mostly a sound one. */
export const hostHeaders = mostly(
  fc.tuple(hosts, fc.option(ports)).map(([host, port]) => (port === null ? host : `${host}:${port}`)),
  strangeHostHeaders,
  8,
)
