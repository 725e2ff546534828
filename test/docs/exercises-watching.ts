import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { connect } from 'node:net'
import { signRequest } from '@hawk-auth/core'
import type { HawkCredentials } from '@hawk-auth/core'
import { hawk } from '@hawk-auth/express'
import { eventually } from '@hawk-auth/testkit'
import { metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import type { Histogram } from '@opentelemetry/sdk-metrics'
import express from 'express'
import type { ErrorRequestHandler } from 'express'
import { expect } from 'vitest'
import { credentials, PUBLIC_URL, start } from './exercise.js'
import type { Exercise } from './exercise.js'
import { realFetch } from './run-program.js'

/** What became of the requests that {@link sendOneOfEach} sends. */
const FATES = {
  accepted: 1,
  aborted: 1,
  ERR_HAWK_REPLAYED: 1,
  ERR_HAWK_BAD_MAC: 2,
  ERR_HAWK_STALE_TIMESTAMP: 1,
  ERR_HAWK_STORE_UNAVAILABLE: 1,
  ERR_HAWK_MISSING: 1,
}

/** The examples of how a server is watched. */
export const watchingExercises: Readonly<Record<string, Exercise>> = {
  'docs/watching.md prom-client': async ({ origin }) => {
    const read = async (): Promise<string> => (await realFetch(`${origin}/metrics`)).text()
    expect(codesIn(await read())).toEqual({
      accepted: 0,
      ERR_HAWK_REPLAYED: 0,
      ERR_HAWK_STORE_UNAVAILABLE: 0,
    })
    await sendOneOfEach()
    const text = await read()
    expect(codesIn(text)).toEqual(FATES)
    expect(text).toContain('hawk_duration_seconds_count{code="accepted"} 1')
    expect(text).toMatch(/^hawk_clock_skew_seconds_count 1$/m)
    // Five seconds behind, and told without its sign.
    expect(text).toContain('hawk_clock_skew_seconds_bucket{le="10"} 1')
    expect(text).not.toMatch(/ci-bot|nobody-knows|the-store-fails/)
  },
  'docs/watching.md OpenTelemetry': async ({ exports }) => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
    const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] })
    metrics.setGlobalMeterProvider(provider)
    const { countHawkRequests } = exports as { countHawkRequests: () => void }
    countHawkRequests()
    await sendOneOfEach()
    await provider.forceFlush()
    metrics.disable()
    await provider.shutdown()
    expect(countsOf(exporter, 'hawk.requests')).toEqual(FATES)
    expect(countsOf(exporter, 'hawk.duration')).toEqual(FATES)
    expect(countsOf(exporter, 'hawk.clock_skew')).toEqual({ 'without a code': 1 })
  },
}

/** Sends real requests to a real server, one for each of {@link FATES}; two bad MACs, one with an id of the sender's making. */
async function sendOneOfEach(): Promise<void> {
  const app = express()
  const find = (id: string): HawkCredentials | null => {
    if (id === 'the-store-fails') throw new Error('down')
    return id === credentials.id ? { ...credentials, approved: true } : null
  }
  app.use(hawk({ credentials: find, publicUrl: PUBLIC_URL }), (_req, res) => res.send('well'))
  app.use(quietly)
  const origin = await start(app)
  const get = async (authorization?: string): Promise<void> => {
    await realFetch(`${origin}/`, { headers: authorization === undefined ? {} : { authorization } })
  }
  const url = `${PUBLIC_URL}/`
  const timestamp = Math.floor(Date.now() / 1000)
  const good = signRequest({ url, credentials, timestamp: timestamp - 5 }).authorization
  await get(good)
  await get(good)
  await get(signRequest({ url, credentials: { ...credentials, key: 'guessed' } }).authorization)
  await get(signRequest({ url, credentials: { ...credentials, id: 'nobody-knows-this' } }).authorization)
  await get(signRequest({ url, credentials, timestamp: timestamp - 3600 }).authorization)
  await get(signRequest({ url, credentials: { ...credentials, id: 'the-store-fails' } }).authorization)
  await get()
  await abort(origin)
}

/** Begins a body, and goes away before its end. */
async function abort(origin: string): Promise<void> {
  const payload = 'never sent to its end'
  const request = { method: 'POST', url: `${PUBLIC_URL}/`, credentials, payload, contentType: 'text/plain' }
  const { authorization } = signRequest(request)
  const head = ['POST / HTTP/1.1', 'Host: 127.0.0.1', `Authorization: ${authorization}`, 'Content-Length: 21']
  let aborted = 0
  const count = (): number => (aborted += 1)
  subscribe('hawk-auth:aborted', count)
  const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => {
    socket.write(`${head.join('\r\n')}\r\nContent-Type: text/plain\r\n\r\nnever`, () => socket.destroy())
  })
  await eventually(() => aborted === 1, 'the aborted request is told of')
  unsubscribe('hawk-auth:aborted', count)
}

/** Express prints what it is given; these refusals are meant. */
const quietly: ErrorRequestHandler = (_error: unknown, _req, res, _next) => {
  res.status(401).end()
}

/** How many requests each code has, in what Prometheus reads. */
function codesIn(text: string): Record<string, number> {
  const lines = text.matchAll(/^hawk_requests_total\{code="(\w+)"\} (\d+)$/gm)
  return Object.fromEntries([...lines].map(([, code = '', count]) => [code, Number(count)]))
}

/** The same in what OpenTelemetry exports; of a histogram the number of its values. */
function countsOf(exporter: InMemoryMetricExporter, name: string): Record<string, number> {
  const all = exporter
    .getMetrics()
    .at(-1)
    ?.scopeMetrics.flatMap((scope) => scope.metrics)
  const points = all?.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []
  return Object.fromEntries(
    points.map(({ attributes, value }) => [
      String(attributes['code'] ?? 'without a code'),
      typeof value === 'number' ? value : (value as Histogram).count,
    ]),
  )
}
