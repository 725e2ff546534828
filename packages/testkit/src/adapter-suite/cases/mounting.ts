import { deepEqual } from 'node:assert/strict'
import { readerPath } from '../body-readers.js'
import type { SuiteContext } from '../suite-context.js'

/** Guards under paths: what is signed is what was sent. */
export function mountingCases(suite: SuiteContext): void {
  if (!suite.adapter.hasMountPaths) return
  suite.group('mounted under a path', () => {
    for (const mountPath of ['/api', '/api/v1/deep']) {
      suite.case(`${mountPath}: verifies the whole target`, { mountPath }, async (app) => {
        const { status, text } = await app.send({ target: `${mountPath}/who?a=1` })
        deepEqual(status, 200)
        const { auth } = JSON.parse(text) as { auth: { artifacts: { target: string } } }
        deepEqual(auth.artifacts.target, `${mountPath}/who?a=1`)
      })

      suite.case(
        `${mountPath}: refuses what was signed for the path without it`,
        { mountPath },
        async (app) => {
          await suite.refuses(
            app,
            { target: `${mountPath}/who`, signed: { target: '/who' } },
            'ERR_HAWK_BAD_MAC',
          )
        },
      )

      suite.case(`${mountPath}: hands on bodies`, { mountPath }, async (app) => {
        const target = `${mountPath}${readerPath('pipeline')}`
        suite.hasRead(await app.send({ target, body: 'mounted' }), 'mounted')
      })

      suite.http1.case(`${mountPath}: takes absolute-form targets`, { mountPath }, async (app) => {
        const target = `${mountPath}/who`
        suite.isAccepted(await app.send({ target: `${app.origin}${target}`, signed: { target } }))
      })

      suite.case(
        `${mountPath}: takes a publicUrl with a path`,
        { mountPath, guard: { publicUrl: 'https://h.example/p' } },
        async (app) => {
          const target = `${mountPath}/who`
          suite.isAccepted(
            await app.send({ target, signed: { host: 'h.example', port: 443, target: `/p${target}` } }),
          )
        },
      )
    }
  })
}
