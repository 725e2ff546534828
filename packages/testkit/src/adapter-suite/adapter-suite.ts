import type { TestRunner } from '../test-runner.js'
import type { AdapterUnderTest } from './adapter-under-test.js'
import { refusalTableCases } from './cases/refusal-table.js'
import { acceptingCases } from './cases/accepting.js'
import { parserCases } from './cases/parsers.js'
import { tamperingCases } from './cases/tampering.js'
import { payloadPolicyCases } from './cases/payload-policies.js'
import { boundCases } from './cases/bounds.js'
import { contentCodingCases } from './cases/content-codings.js'
import { charsetCases } from './cases/charsets.js'
import { abortCases } from './cases/aborts.js'
import { connectionCases } from './cases/connections.js'
import { pipelineCases } from './cases/pipelines.js'
import { endlessCases } from './cases/endless.js'
import { authorityCases } from './cases/authorities.js'
import { optionalCredentialCases } from './cases/optional-credentials.js'
import { severalGuardCases } from './cases/several-guards.js'
import { earlyByteCases } from './cases/early-bytes.js'
import { listenerCases } from './cases/listeners.js'
import { unreadBodyCases } from './cases/unread-bodies.js'
import { streamingCases } from './cases/streaming.js'
import { uploadConsumerCases } from './cases/upload-consumers.js'
import { mountingCases } from './cases/mounting.js'
import { proxyCases } from './cases/proxies.js'
import { bewitCases } from './cases/bewits.js'
import { responseSigningCases } from './cases/response-signing.js'
import { storeFaultCases } from './cases/store-faults.js'
import { eventCases } from './cases/events.js'
import { replayCases } from './cases/replays.js'
import { compressedAnswerCases } from './cases/compressed-answers.js'
import { corsCases } from './cases/cors.js'
import { proxyWarningCases } from './cases/proxy-warning.js'
import { http2StreamCases } from './cases/http2-streams.js'
import { SuiteContext } from './suite-context.js'

const GROUPS = [
  proxyWarningCases,
  refusalTableCases,
  acceptingCases,
  parserCases,
  tamperingCases,
  payloadPolicyCases,
  boundCases,
  contentCodingCases,
  charsetCases,
  abortCases,
  connectionCases,
  pipelineCases,
  endlessCases,
  authorityCases,
  optionalCredentialCases,
  severalGuardCases,
  earlyByteCases,
  listenerCases,
  unreadBodyCases,
  streamingCases,
  uploadConsumerCases,
  mountingCases,
  proxyCases,
  bewitCases,
  responseSigningCases,
  compressedAnswerCases,
  corsCases,
  storeFaultCases,
  eventCases,
  replayCases,
  http2StreamCases,
]

/**
 * Holds an adapter against everything that a Hawk guard must do and must never do, over real sockets: which requests
 * reach a handler, with which body, what a refusal looks like, and what becomes of the connection. All of it runs once
 * for each transport of the adapter; over HTTP/2 without the cases of HTTP/1's own, and with those of HTTP/2.
 *
 * Every handler counts its runs, so that a case fails where a refused request reached one.
 *
 * @param runner - `describe` and `it` of vitest, node:test or the like
 * @param adapter - makes the applications that the cases ask for
 * @example
 * adapterSuite({ describe, it }, { name: 'my framework', createServer, parsers: ['json'], … })
 */
export function adapterSuite(runner: TestRunner, adapter: AdapterUnderTest): void {
  for (const transport of adapter.transports ?? ['http']) {
    const suite = new SuiteContext(runner, adapter, transport)
    suite.group(`${adapter.name} over ${transport}`, () => {
      for (const group of GROUPS) group(suite)
    })
  }
}
