import { describe } from 'vitest'
import { isMissing } from '../../support/services.js'
import { ADAPTERS } from './adapters.js'
import { haproxy } from './haproxy.js'
import { nginx } from './nginx.js'
import type { SiteParts } from './site.js'

/** Declares cases for every adapter behind every proxy. */
export function behindEachProxy(what: string, cases: (parts: SiteParts) => void): void {
  for (const proxy of [nginx, haproxy]) {
    describe.skipIf(isMissing(proxy.service, `${what}, behind ${proxy.name}`))(`behind ${proxy.name}`, () => {
      for (const adapter of ADAPTERS) describe(adapter.name, () => cases({ adapter, proxy }))
    })
  }
}
