import { openRegistry } from '@hawk-auth/credentials'
import { randomBytes } from 'node:crypto'
import { acceptOurs, acceptOursFrom, acceptOursLater } from '../candidates/accept-ours.js'
import { acceptReference } from '../candidates/accept-reference.js'
import { F } from '../candidates/bare-hmac.js'
import { RECORD } from '../candidates/record.js'
import { Traffic } from '../candidates/traffic.js'
import { measure } from '../measure.js'
import { usualPlan } from '../plans.js'
import type { Figures, RunContext, Section } from '../section.js'

const TRAFFIC = { seconds: 100, perSecond: 250 }

/** What it costs to accept a request. */
export const accept: Section = {
  name: 'accept',
  title: 'accept: verify with an in-memory replay cache, stores that answer at once',
  rows: [
    { figure: 'accept', what: 'ours', unit: 'F' },
    { figure: 'accept.reference', what: 'the reference, with the same nonce store, costs', unit: 'times' },
    { figure: 'accept.ns', what: 'ours', unit: 'ns' },
    { figure: 'accept.F.ns', what: 'F: one bare createHmac of the same string', unit: 'ns' },
  ],
  processes: 5,
  async run(context: RunContext): Promise<Figures> {
    const traffic = new Traffic(TRAFFIC.seconds, TRAFFIC.perSecond)
    const measured = await measure([F, acceptOurs(traffic), acceptReference(traffic)], usualPlan(context))
    return {
      accept: measured.ratio('ours', 'F'),
      'accept.reference': measured.ratio('reference', 'ours'),
      'accept.ns': measured.ns('ours'),
      'accept.F.ns': measured.ns('F'),
    }
  },
}

/** What it costs when both stores answer later. */
export const acceptLater: Section = {
  name: 'accept-async',
  title: 'accept, asynchronous stores',
  rows: [
    { figure: 'accept-async', what: 'ours', unit: 'F' },
    {
      figure: 'accept-async.reference',
      what: 'the reference, with the same nonce store, costs',
      unit: 'times',
    },
  ],
  processes: 5,
  async run(context: RunContext): Promise<Figures> {
    const traffic = new Traffic(TRAFFIC.seconds, TRAFFIC.perSecond)
    const measured = await measure(
      [F, acceptOursLater(traffic), acceptReference(traffic)],
      usualPlan(context),
    )
    return {
      'accept-async': measured.ratio('ours', 'F'),
      'accept-async.reference': measured.ratio('reference', 'ours'),
    }
  },
}

/** What it costs with the registry's credentials, which are at hand but for one request in ten seconds. */
export const acceptRegistry: Section = {
  name: 'accept-registry',
  title: 'accept, credentials of the registry in its cache',
  rows: [{ figure: 'accept-registry', what: 'ours', unit: 'F' }],
  processes: 5,
  async run(context: RunContext): Promise<Figures> {
    const traffic = new Traffic(TRAFFIC.seconds, TRAFFIC.perSecond)
    const masterKey = `bench:${randomBytes(32).toString('base64')}`
    const registry = await openRegistry({ database: ':memory:', masterKey })
    const { id, key: secret } = RECORD
    const credential = { id, secret, owner: 'bench', description: 'What is measured', approved: true }
    await registry.import([credential], { actor: 'bench' })
    try {
      const ours = acceptOursFrom(registry.credentialStore(), traffic)
      const measured = await measure([F, ours], usualPlan(context))
      return { 'accept-registry': measured.ratio('ours', 'F') }
    } finally {
      await registry.close()
    }
  },
}
