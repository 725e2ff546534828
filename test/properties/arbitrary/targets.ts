import fc from 'fast-check'
import { anyText, mostly, strangeCharacters, words } from './text.js'
import { hosts, ports } from './hosts.js'

const pathCharacters = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Array.from('abcXYZ019-._~')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...Array.from('!$&\'()*+,;=:@/?%|^`{}[]"<>\\'),
      '%2F',
      '%C3%A9',
      '//',
      '..',
      './',
    ),
  },
)

/** Path and query, with whatever HTTP lets through. */
export const originForms = fc
  .tuple(
    fc.string({ unit: pathCharacters, maxLength: 20 }),
    fc.option(fc.string({ unit: pathCharacters, maxLength: 16 })),
  )
  .map(([path, query]) => `/${path}${query === null ? '' : `?${query}`}`)

const strangeTargets = fc.oneof(
  fc.constantFrom(
    '*',
    '',
    'http://other.example/a?b=1',
    'https://other.example',
    'HTTP://o.example?x',
    'ftp://o.example/a',
  ),
  fc.constantFrom(
    'http:///a',
    'foo',
    'foo:443',
    '/a#b',
    "http://o.example/it's",
    '/a b',
    '\t/a',
    '/a\n',
    '/a\0',
    '/ü',
  ),
  originForms.map((form) => `http://other.example${form}`),
  fc.tuple(originForms, strangeCharacters, originForms).map((parts) => parts.join('')),
  anyText,
)

/** A request target, mostly a sound one. */
export const targets = mostly(originForms, strangeTargets, 10)

/** A method, mostly a sound one. */
export const methods = mostly(
  fc.oneof(fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'get', 'Post', 'M-SEARCH'), words),
  fc.oneof(fc.constantFrom('', 'GET ', 'GE\nT', 'ß'), anyText),
  20,
)

/** A URL that a client may be given, as text. */
export const urls = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    host: hosts,
    port: fc.option(ports),
    path: fc.oneof(
      fc.webPath(),
      fc.constantFrom(
        '',
        '/',
        '/a?b=1&c=2',
        '/a?',
        "/it's?x='y'",
        '/a|b^c`d`{e}',
        '/ünï/cödé?ä=ö',
        '/日本語',
        '/a/../b',
      ),
      fc.constantFrom(
        '/a/%2e%2e/b',
        '/a%2Fb%20c',
        '//d//s',
        '/a;p=1',
        '/a b',
        '/?q={"x":[1]}',
        '/a#f',
        '/🌍?🌍',
      ),
      originForms,
    ),
  })
  .map(({ scheme, host, port, path }) => `${scheme}://${host}${port === null ? '' : `:${port}`}${path}`)
  .filter((url) => URL.canParse(url))
