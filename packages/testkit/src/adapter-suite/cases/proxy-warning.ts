import { equal } from 'node:assert/strict'
import { eventually, someTurns } from '../../eventually.js'
import type { SuiteContext } from '../suite-context.js'
import { countWarnings } from '../warnings.js'

const CODE = 'HAWK_UNTRUSTED_PROXY'
const FORWARDED = {
  headers: { 'X-Forwarded-Host': 'api.example.com', 'X-Forwarded-Proto': 'https' },
} as const
const PINNED = { publicUrl: 'https://api.example.com' } as const

/**
 * A proxy in front that nobody told the guard of. It is warned of once in a process, so this comes before every other
 * case with forwarded headers; what runs after another suite in the same process sees that no second warning comes.
 */
export function proxyWarningCases(suite: SuiteContext): void {
  const count = countWarnings(CODE)

  suite.group('warns of a proxy that it is not told of', () => {
    suite.bare('at the first request with forwarded headers, once, and not where it is told', async () => {
      const before = count()
      await suite.with({ guard: PINNED }, async (app) => {
        await app.send({ ...FORWARDED, signed: { host: 'api.example.com', port: 443 } })
      })
      if (suite.adapter.hasProxyTrust) {
        await suite.with({ trustsProxy: true }, async (app) => {
          await app.send({ ...FORWARDED, signed: { host: 'api.example.com', port: 443 } })
        })
      }
      await suite.with({}, async (app) => {
        await app.send({})
        await someTurns()
        equal(count(), before, 'a guard was told of the proxy, or there was none, and it warned all the same')
        for (let round = 0; round < 3; round++) suite.isAccepted(await app.send(FORWARDED))
        await eventually(() => count() > 0, CODE, 2000)
        await someTurns()
        equal(count(), 1)
      })
    })
  })
}
