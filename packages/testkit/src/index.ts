export { adapterSuite } from './adapter-suite/adapter-suite.js'
export type {
  AdapterUnderTest,
  Answer,
  AppPlan,
  HandlerCall,
  ParserName,
  SuiteRoute,
  TestRunner,
} from './adapter-suite/adapter-under-test.js'
export { eventually } from './eventually.js'
export { createFakeClock } from './fake-clock.js'
export type { FakeClock } from './fake-clock.js'
export { forgeAuthorization } from './forge-authorization.js'
export type { HeaderToForge } from './forge-authorization.js'
export { createMemoryCredentialStore } from './memory-credential-store.js'
export type { MemoryCredentialStore } from './memory-credential-store.js'
export { RawConnection, rawRequest } from './wire/raw-connection.js'
export type { ResponseKind } from './wire/raw-connection.js'
export type { RawResponse } from './wire/raw-response.js'
