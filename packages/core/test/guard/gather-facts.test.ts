import { gatherFacts } from '@hawk-auth/core/guard'
import { expect, it } from 'vitest'

const headers = {
  authorization: undefined,
  host: 'api.example.com',
  authority: undefined,
  contentType: undefined,
  hasTwoAuthorizations: false,
  hasTwoHosts: false,
  isForwarded: false,
}

it.each([
  ['https', 443],
  ['https:', 443],
  ['http', 80],
  ['http:', 80],
])('takes a host without a port, by %s, for port %d', (protocol, port) => {
  const view = { target: '/', protocol, trustsProxy: false }
  expect(gatherFacts('GET', view, headers, undefined)).toMatchObject({ host: 'api.example.com', port })
})
