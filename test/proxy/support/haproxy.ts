import { HAPROXY } from '../../support/services.js'
import type { ProxyPlan, ProxyUnderTest } from './proxy-plan.js'

/** HAProxy, as its users set it up. */
export const haproxy: ProxyUnderTest = {
  name: 'HAProxy',
  service: HAPROXY,
  holdsBodies: false,
  setup: (plan, { port, tls }) => ({
    files: { 'haproxy.cfg': configuration(plan, port), 'site.pem': tls.cert + tls.key },
    args: ['-f', 'haproxy.cfg'],
  }),
}

function configuration(plan: ProxyPlan, port: number): string {
  const { upstreams, buffersRequests = true, compresses = false, strips, retriesAll = false } = plan
  const lines = (isAsked: boolean, ...asked: string[]): string => (isAsked ? asked.join('\n  ') : '')
  return `
global
  maxconn 256
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend public
  bind 127.0.0.1:${port} ssl crt site.pem alpn h2,http/1.1
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Proto https
  ${lines(strips !== undefined, `http-request replace-path ^${strips}(/.*) \\1`)}
  ${lines(buffersRequests, 'option http-buffer-request')}
  ${lines(compresses, 'filter compression', 'compression algo gzip', 'compression type application/json text/plain')}
  default_backend app
backend app
  http-reuse always
  ${lines(retriesAll, 'retries 2', 'option redispatch 1', 'retry-on all-retryable-errors')}
  ${upstreams.map((upstream, at) => `server app${at} 127.0.0.1:${upstream}`).join('\n  ')}
`
}
