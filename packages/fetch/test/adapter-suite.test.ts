import { adapterSuite } from '@hawk-auth/testkit'
import { describe, expect, it } from 'vitest'
import { createHonoApp } from './support/hono-suite-app.js'

/** What can't be asked of a `Request`, or is the server's to do: by group and case of the suite, over any transport or one. */
const LIMITS: { why: string; of: RegExp; over?: string }[] = [
  {
    why: 'nothing takes a content coding off: 415',
    of: /\b(?:gzip|deflate|br)\b|^takes content codings off|content coding of no body|coding that was added/,
  },
  { why: 'a Request shows no body of a GET', of: /accepts > a GET with a body/ },
  {
    why: 'handlers of the suite listen on Node’s message, which the server reads',
    of: /^shows a forged body to nobody/,
  },
  { why: 'the same, before the guard', of: /^refuses to guess where somebody read the body/ },
  {
    why: 'a body that was read counts as read even where it was empty',
    of: /parser > that stands before the guard, for requests without/,
  },
  {
    why: 'the server looks at Host itself, and normalises it',
    of: /^knows whom a request was sent to > (?:by the port of the protocol|never by a second spelling|and refuses the Host|and judges no Host|and refuses two|and refuses an absolute-form|and refuses HTTP\/1\.0)/,
  },
  {
    why: 'the server looks at :authority itself, and at no Host beside it',
    of: /refuses a Host that differs from :authority/,
    over: 'http2',
  },
  {
    why: 'a Request shows no body of a GET, which HTTP/2 need not announce either',
    of: /^with bewits on > refuses a link with a body/,
    over: 'http2',
  },
  { why: 'the server wants a Host', of: /> one: even where there is no Host/ },
  {
    why: 'the server drops a default port, and so it is a bad MAC',
    of: /> several: a Host that is none of them/,
  },
  {
    why: 'the server reads on behind a refused body',
    of: /and what is pipelined behind it, is never read|^does not drown > .*at most 2 MiB/,
  },
  {
    why: 'the server closes the connection behind a body that nobody read',
    of: /^lets a handler answer without reading > a large body/,
  },
  {
    why: 'a handler that waits for ever is never answered',
    of: /(?:but no 'error'|to pipe\(\)|count of Content-Length|answer that has begun) > a forged one/,
  },
  { why: 'the same', of: /never of the refusal of a body that flowed|why its body was refused that flowed/ },
  { why: 'the suite writes to Node’s answer by hand', of: /> head-(?:and|write)-end/ },
  { why: 'a stream that is at hand is signed with its hash', of: /> (?:a )?stream: without a hash/ },
  {
    why: 'hono/compress has no threshold for answers that tell no length',
    of: /^signs answers that are compressed .* > (?:what is too small|never of refusals)/,
  },
]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const isOldNode20 = major === 20 && minor < 20
if (isOldNode20) {
  LIMITS.push({
    why: 'on this Node the server keeps a connection open behind a body that it did not read',
    of: /(?:looks like a request is never read|refused at once is never read as a request|the body that comes all the same is not run|an unfinished refused one behind|while it still comes, at once, and no byte)/,
  })
}

const seen: string[] = []
/** The groups around a case, without the suite itself. */
let groups: readonly string[] = []

const runner = {
  describe: (name: string, body: () => void) => {
    const own = [...groups, name]
    // Groups inside of others are read later, one after another.
    describe(name, () => {
      groups = own
      body()
    })
  },
  it: (name: string, body: () => Promise<void>) => {
    const whole = [...groups.slice(1), name].join(' > ')
    seen.push(whole)
    const suite = groups[0] ?? ''
    const isLimit = ({ of, over }: (typeof LIMITS)[number]): boolean =>
      of.test(whole) && (over === undefined || suite.endsWith(over))
    const run = LIMITS.some(isLimit) ? it.skip : it
    run(name, body)
  },
}

adapterSuite(runner, {
  name: 'Hono',
  createServer: createHonoApp,
  parsers: ['json', 'urlencoded', 'text', 'raw', 'multipart'],
  refusalContentType: /^application\/json/,
  hasMountPaths: true,
  hasProxyTrust: false,
  hasCompression: true,
  hasCors: true,
  // On this Node a stream whose sender went away is gone when the server answers, and it rejects with nobody to hear it.
  transports: isOldNode20 ? ['http', 'https'] : ['http', 'https', 'http2'],
})

describe('the limits of a Request', () => {
  it.each(LIMITS.filter(({ over }) => over === undefined || !isOldNode20))('are met: $why', ({ of }) => {
    expect(seen.filter((name) => of.test(name))).not.toEqual([])
  })
})
