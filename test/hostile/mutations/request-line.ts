import fc from 'fast-check'
import { mutation, replaceField } from '../mutation.js'
import type { Mutation } from '../mutation.js'
import { AUTHORITY } from '../plan.js'
import type { Draft } from '../draft.js'

/** Where a framework routes before it guards, what has no route is 404. */
const UNROUTED = [400, 404, 405]

const changedMethods = mutation(
  'another method than was signed',
  { grade: 'head', parts: ['method'], statuses: [401, ...UNROUTED] },
  fc.constantFrom(
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'LINK',
    'PURGE',
    'M-SEARCH',
  ),
  (method) => ({ draft: (draft) => ({ ...draft, method: draft.method === method ? 'OPTIONS' : method }) }),
)

const invalidMethods = mutation(
  'no method of HTTP',
  { grade: 'parser', parts: ['method'], statuses: [] },
  fc.constantFrom(
    'get',
    'FOO',
    'GETX',
    'G\0T',
    'A'.repeat(300),
    '',
    'G ET',
    'DESCRIBE',
    '\x7f',
    'PO\xd3T',
    '"GET"',
  ),
  (method) => ({ draft: (draft) => ({ ...draft, method }) }),
)

const changedTargets = mutation(
  'another target than was signed',
  { grade: 'head', parts: ['target'], statuses: [401, ...UNROUTED] },
  fc.constantFrom<(target: string) => string>(
    (target) => `${target}&admin=1`,
    (target) => `${target}?`,
    (target) => `${target}#fragment`,
    (target) => `/.${target}`,
    (target) => `/x/..${target}`,
    (target) => `/${target}`,
    (target) => `/\\${target}`,
    (target) => target.replace('run', 'r%75n'),
    (target) => target.replace('run', 'RUN'),
    (target) => target.replace('run', 'run/'),
    (target) => target.replace('run', 'run;a=b'),
    (target) => target.replace('run', 'run%00'),
    (target) => target.replace('run', 'run%0d%0aX-Injected:%201'),
    (target) => target.replace('run', '%zz'),
    (target) => target.replace('run', '%e0%a4%a'),
    (target) => target.replace('run', '%2e%2e%2f%2e%2e%2fetc%2fpasswd'),
    (target) => `${target}${'&a=b'.repeat(1500)}`,
    (target) => target.replace('run', 'constructor'),
    () => '/',
    () => '*',
    () => '//',
    () => '/?bewi=x',
  ),
  (change) => ({ draft: (draft) => ({ ...draft, target: change(draft.target) }) }),
)

const otherAuthorities = mutation(
  'an absolute-form target of another authority',
  // 401 where a server takes it for the Host (RFC 9112 3.2.2), and no guard sees the other.
  { grade: 'head', parts: ['target'], statuses: [400, 401, 404] },
  fc.constantFrom(
    'evil.example',
    AUTHORITY.host,
    `${AUTHORITY.host}:81`,
    `user@${AUTHORITY.host}:${AUTHORITY.port}`,
    `${AUTHORITY.host}:${AUTHORITY.port}@evil.example`,
    `[::1]:${AUTHORITY.port}`,
    '',
    '\\evil.example',
  ),
  (authority) => ({ draft: (draft) => ({ ...draft, target: `http://${authority}${draft.target}` }) }),
)

const unparsableAuthorities = mutation(
  'an absolute-form target that no URL parser takes',
  // Routers in front of a guard may fail on it: Express answers 404 and waits for the body, Koa 500.
  { grade: 'unsure', parts: ['target'], statuses: [400, 404, 500] },
  fc.constantFrom('[::1', '[::1]]', '[', 'a]b', '[::1]x:8080'),
  (authority) => ({ draft: (draft) => ({ ...draft, target: `http://${authority}${draft.target}` }) }),
)

const foreignSchemes = mutation(
  'an absolute-form target of another scheme',
  { grade: 'head', parts: ['target'], statuses: [401, ...UNROUTED] },
  fc.constantFrom('ftp', 'ws', 'file', 'gopher'),
  (scheme) => ({
    draft: (draft) => ({
      ...draft,
      target: `${scheme}://${AUTHORITY.host}:${AUTHORITY.port}${draft.target}`,
    }),
  }),
)

/** Writes the target in absolute form, of the authority that is signed. */
function absolute(scheme: string, draft: Draft): Draft {
  const authority = `${AUTHORITY.host.toUpperCase()}:${AUTHORITY.port}`
  return { ...draft, target: `${scheme}://${authority}${draft.target}` }
}

const absoluteForms = mutation(
  'an absolute-form target of the same authority',
  // Where a server takes it for the Host, it undoes whatever is done to that.
  { grade: 'odd', parts: ['target', 'host'], statuses: [400, 404] },
  fc.constantFrom('http', 'HTTP', 'https'),
  (scheme) => ({ draft: (draft) => absolute(scheme, draft) }),
)

const conflicts = mutation(
  'an absolute-form target of the same authority beside another Host',
  { grade: 'head', parts: ['target', 'host'], statuses: [400, 404] },
  fc.constantFrom(
    'evil.example',
    AUTHORITY.host,
    `user@${AUTHORITY.host}:${AUTHORITY.port}`,
    '',
    'a b',
    '[::1',
  ),
  (value) => ({
    draft: (draft) => replaceField(absolute('http', draft), 'Host', (field) => [{ ...field, value }]),
  }),
)

const invalidTargets = mutation(
  'no target of HTTP',
  { grade: 'parser', parts: ['target'], statuses: [] },
  fc.oneof(
    fc.constantFrom(
      '',
      'run',
      `${AUTHORITY.host}:${AUTHORITY.port}`,
      'javascript:x',
      '/run x',
      '/run\0',
      '/run\t',
    ),
    fc.constantFrom('/run\x7f', '/run\x01', `/${'a'.repeat(20_000)}`, '?a', '@', '\\run'),
  ),
  (target) => ({ draft: (draft) => ({ ...draft, target }) }),
)

const rawTargets = mutation(
  'bytes of no ASCII in the target',
  { grade: 'unsure', parts: ['target'], statuses: [401, ...UNROUTED] },
  fc.constantFrom('\xe9', '\xff', '\xc0\xaf'),
  (bytes) => ({ draft: (draft) => ({ ...draft, target: `${draft.target}?${bytes}` }) }),
)

const tunnels = mutation(
  'CONNECT',
  { grade: 'parser', parts: ['method', 'target', 'upgrade'], statuses: [] },
  fc.constantFrom(undefined, `${AUTHORITY.host}:${AUTHORITY.port}`, 'evil.example:443', '*'),
  (target) => ({ draft: (draft) => ({ ...draft, method: 'CONNECT', target: target ?? draft.target }) }),
)

const oddVersions = mutation(
  'another version of HTTP',
  { grade: 'odd', parts: ['version'], statuses: [] },
  fc.constantFrom(' HTTP/1.0', ' HTTP/0.9', ' HTTP/2.0'),
  (version) => ({ draft: (draft) => ({ ...draft, version }) }),
)

const invalidVersions = mutation(
  'no version of HTTP',
  { grade: 'parser', parts: ['version'], statuses: [] },
  fc.constantFrom(
    ' HTTP/1.2',
    ' HTTP/3.0',
    ' HTTP/9.9',
    ' HTTP/1',
    ' HTTP/11',
    ' HTTPS/1.1',
    ' http/1.1',
    ' HTTP/1.10',
    ' HTTP/1,1',
    ' HTTP/1.1 ',
    '\tHTTP/1.1',
    ' HTTP/1.1 HTTP/1.1',
    ' HTTP/-1.1',
    ' \0',
  ),
  (version) => ({ draft: (draft) => ({ ...draft, version }) }),
)

const unsureVersions = mutation(
  'a version that only some parsers know',
  // Another protocol has other methods.
  { grade: 'unsure', parts: ['method', 'version'], statuses: [] },
  fc.constantFrom('', ' RTSP/1.0', ' ICE/1.0'),
  (version) => ({ draft: (draft) => ({ ...draft, version }) }),
)

const lineEnds = mutation(
  'a request line that ends in another way',
  { grade: 'unsure', parts: ['version'], statuses: [] },
  fc.constantFrom('\n', '\r', '\r\r\n', '\n\r', '\0\r\n'),
  (lineEnd) => ({ draft: (draft) => ({ ...draft, lineEnd }) }),
)

const emptyLines = mutation(
  'empty lines before the request',
  { grade: 'odd', parts: ['before'], statuses: [] },
  fc.constantFrom('\r\n', '\r\n\r\n\r\n', '\n'),
  (before) => ({ draft: (draft) => ({ ...draft, before }) }),
)

const junkBefore = mutation(
  'something else before the request',
  { grade: 'parser', parts: ['before'], statuses: [] },
  fc.constantFrom(
    '\0',
    ' ',
    '\xef\xbb\xbf',
    '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    'PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n',
    'Host: evil.example\r\n',
    '0\r\n\r\n',
  ),
  (before) => ({ draft: (draft) => ({ ...draft, before }) }),
)

/** What may be wrong, or odd, with the first line, and with what comes before it. */
export const requestLineMutations: fc.Arbitrary<Mutation>[] = [
  changedMethods,
  invalidMethods,
  changedTargets,
  otherAuthorities,
  unparsableAuthorities,
  foreignSchemes,
  absoluteForms,
  conflicts,
  invalidTargets,
  rawTargets,
  tunnels,
  oddVersions,
  invalidVersions,
  unsureVersions,
  lineEnds,
  emptyLines,
  junkBefore,
]
