import type { AppPlan } from '@hawk-auth/testkit'
import fc from 'fast-check'
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createNodeApp } from '../../packages/node/test/support/node-app.js'
import { runCampaign } from './campaign.js'
import type { Campaign, Report } from './campaign.js'
import { exchange } from './exchange.js'
import { Faults } from './faults.js'
import { HostileApp } from './hostile-app.js'
import type { CreateServer } from './hostile-app.js'
import { plans } from './plan.js'
import { prepareHonest } from './recipes.js'
import { requestOf } from './sequence.js'
import { smuggledRequest } from './smuggled.js'

/** A campaign against a server that is not as it should be. */
function against(createServer: CreateServer, campaign: Partial<Campaign> = {}): Promise<Report> {
  return runCampaign({ adapter: { name: 'broken', createServer }, requests: 500, seed: 1, ...campaign })
}

/** A server that answers everybody in the same way. */
function always(listener: RequestListener): CreateServer {
  return () => createServer(listener)
}

/** The application, whose HTTP parser takes what no parser should. */
function createLenientApp(plan: AppPlan): Server {
  const server = createServer({ insecureHTTPParser: true })
  for (const listener of createNodeApp(plan).listeners('request')) {
    server.on('request', listener as RequestListener)
  }
  return server
}

describe('a campaign', () => {
  it('has nothing to say against a guarded server', async () => {
    const { complaints, hostile } = await against(createNodeApp, { requests: 300 })
    expect(complaints).toEqual([])
    expect(hostile).toBe(300)
  })

  it('complains of a server without a guard, with the bytes', async () => {
    const { complaints } = await against((plan) => createNodeApp({ ...plan, guards: [] }))
    expect(complaints).toContain('a handler ran for "nobody"')
    expect(complaints.join()).toMatch(/request \d+ \(.+\): it was answered with 200\nBuffer\.from\(".+HTTP/)
  })

  it('complains of a guard that lets nobody in, too', async () => {
    const nobody = [{ credentials: () => null }]
    const { complaints } = await against((plan) => createNodeApp({ ...plan, guards: nobody }))
    expect(complaints[0]).toContain('an honest request was answered with 401')
  })

  it('complains of a request that is smuggled past a parser', async () => {
    const { complaints } = await against(createLenientApp)
    expect(complaints.join('\n')).toMatch(
      /request (\d+) \(.+\): a handler ran for "alice n\1-smuggled"\nBuffer/,
    )
  })

  it('complains of a body that is read without having been verified', async () => {
    const { complaints } = await against((plan) =>
      createNodeApp({ ...plan, guards: plan.guards.map((guard) => ({ ...guard, payload: 'ignore' })) }),
    )
    expect(complaints.join('\n')).toMatch(/body.*: it was answered with 200/)
  })

  it('complains of a server that fails', async () => {
    const { complaints } = await against(always((_request, response) => response.writeHead(500).end()))
    expect(complaints.join()).toContain('it was answered with 500')
  })

  it('complains of a server that hangs up on everybody', async () => {
    const { complaints } = await against(always((request) => request.socket.destroy()))
    expect(complaints.join()).toContain('it has no whole answer, and one is due')
  })

  it('complains of an answer that breaks off', async () => {
    const { complaints } = await against(
      always((request, response) => {
        response.writeHead(401, { 'Content-Length': 10 })
        response.write('half', () => request.socket.destroy())
      }),
    )
    expect(complaints.join()).toContain('it has no whole answer, and one is due')
  })

  it('complains of a refusal that is another than is due', async () => {
    const { complaints } = await against(always((_request, response) => response.writeHead(402).end()))
    expect(complaints.join()).toMatch(/it was answered with 402, where .* is due/)
  })

  it('complains of a server that never answers', async () => {
    const { complaints } = await against(
      always(() => undefined),
      { patienceMs: 20 },
    )
    expect(complaints.join()).toContain('the connection hangs')
  })

  it('complains of a server that speaks another protocol', async () => {
    const { complaints } = await against(() =>
      createTcpServer((socket) => {
        // Who gives up resets the connection; unlike one of HTTP, this server has nobody else who listens for that.
        socket.on('error', () => undefined)
        socket.end('220 ready\r\n')
      }),
    )
    expect(complaints.join()).toContain('what came is no answer of HTTP')
  })

  it('complains of a server that goes down', async () => {
    let left = 100
    const { complaints } = await against((plan) => {
      const server = createNodeApp(plan)
      return server.on('connection', () => {
        left -= 1
        if (left === 0) server.close()
      })
    })
    expect(complaints.join()).toMatch(/takes no connections|not connected|has no whole answer/)
  })

  it('complains of errors that nobody handled', async () => {
    const source = new EventEmitter()
    const faults = new Faults(source)
    const { complaints } = await against(
      (plan) => {
        const server = createNodeApp(plan)
        return server.once('connection', () => {
          source.emit('uncaughtExceptionMonitor', new Error('one'))
          source.emit('unhandledRejection', new Error('two'))
        })
      },
      { faults },
    )
    expect(complaints.join()).toMatch(/nobody handled Error: one[^]*nobody handled Error: two/)
    expect(source.eventNames()).toEqual([])
  })

  it('complains of connections that are left', async () => {
    const { complaints } = await against(
      (plan) => {
        const server = createNodeApp(plan)
        return Object.assign(server, {
          getConnections: (tell: (error: null, connections: number) => void) => tell(null, 1),
        })
      },
      { requests: 1, patienceMs: 50 },
    )
    expect(complaints.join()).toContain('the end of all connections')
  })
})

describe('what is sent', () => {
  const adapter = { name: 'node:http', createServer: createNodeApp }

  it('is the same for a seed every time, and different for another', () => {
    const bytesOf = (seed: number): Buffer[] =>
      Array.from({ length: 20 }, (_, number) => requestOf({ adapter, seed }, number * 100).bytes)
    expect(bytesOf(1)).toEqual(bytesOf(1))
    expect(bytesOf(2)).not.toEqual(bytesOf(1))
  })

  it('smuggles what would be admitted if anybody read it as a request', async () => {
    const [plan] = fc.sample(plans, { seed: 1, numRuns: 1 })
    if (plan === undefined) throw new Error('no plan')
    const app = await HostileApp.start(createNodeApp)
    const sent = { bytes: smuggledRequest({ ...plan, nonce: 'n1' }), isHead: false, senderEnds: false }
    expect(await exchange(app.port, sent, { patienceMs: 20_000 })).toMatchObject({
      statuses: [200],
      end: 'closed',
    })
    const honest = { ...prepareHonest(plan, 'n1'), senderEnds: false }
    expect(await exchange(app.port, honest, { patienceMs: 20_000 })).toMatchObject({
      statuses: [200],
      end: 'closed',
    })
    expect(app.runs).toEqual(['alice n1-smuggled', `${plan.credentials.id} n1`])
    await app.idle(20_000)
    app.stop()
  })
})
