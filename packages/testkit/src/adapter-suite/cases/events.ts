import type { HawkEvent } from '@hawk-auth/core'
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { captureEvents } from '../captured-events.js'
import { STRANGER } from '../clients.js'
import type { SuiteContext } from '../suite-context.js'

/** One event for each request, once its fate is known. */
export function eventCases(suite: SuiteContext): void {
  suite.group('publishes', () => {
    suite.case('one event for each request', {}, async (app) => {
      await captureEvents(async (events) => {
        await app.send({})
        await app.send({ body: 'a body' })
        await app.send({ body: 'forged', signedBody: 'signed' })
        await app.send({ authorization: null })
        await app.send({ signed: { mac: 'AAAA' } })
        deepEqual(
          events.map(({ fate, code, id }) => [fate, code, id]),
          [
            ['accepted', undefined, 'alice'],
            ['accepted', undefined, 'alice'],
            ['refused', 'ERR_HAWK_BAD_PAYLOAD_HASH', 'alice'],
            ['refused', 'ERR_HAWK_MISSING', undefined],
            ['refused', 'ERR_HAWK_BAD_MAC', 'alice'],
          ],
        )
      })
    })

    suite.case('the true reason where the answer must not tell it [M7]', {}, async (app) => {
      await captureEvents(async (events) => {
        await app.send({ credentials: STRANGER })
        await app.send({ signed: { mac: 'AAAA' } })
        equal(events[0]?.code, events[1]?.code)
        match(events[0]?.reason ?? '', /unknown id/)
        ok(!/unknown id/.test(events[1]?.reason ?? 'unknown id'))
      })
    })

    suite.case('how far the clocks are apart, and how long it took', {}, async (app) => {
      await captureEvents(async (events) => {
        const ts = String(app.clock() / 1000 - 30)
        await app.send({ signed: { ts } })
        equal(events[0]?.skewMs, 30_000)
        ok((events[0]?.durationMs ?? -1) >= 0)
      })
    })

    suite.case('ids cut to 64 characters, and escaped [S9]', {}, async (app) => {
      await captureEvents(async (events) => {
        await app.send({ credentials: { id: 'x'.repeat(500), key: 'k' } })
        equal(events[0]?.id?.length, 64)
        ok(!/[^\x20-\x7e]/.test(String(events[0]?.id)))
      })
    })

    suite.case(
      'what a store threw, for logs alone',
      { verifier: { credentials: () => Promise.reject(new Error('db')) } },
      async (app) => {
        await captureEvents(async (events) => {
          await app.send({})
          equal((events[0]?.cause as Error).message, 'db')
        })
      },
    )

    suite.case('nothing that holds a key or a MAC', {}, async (app) => {
      await captureEvents(async (events) => {
        const authorization = app.sign({})
        await app.send({ authorization })
        const mac = / mac="([^"]+)"/.exec(authorization ?? '')?.[1] ?? ''
        const shown = JSON.stringify(events satisfies HawkEvent[])
        ok(mac !== '' && !shown.includes(mac) && !shown.includes('the key of alice'))
      })
    })
  })
}
