export { adapterSuite } from './adapter-suite/adapter-suite.js'
export type {
  AdapterUnderTest,
  Answer,
  AppPlan,
  HandlerCall,
  ParserName,
  SuiteRoute,
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
export { credentialStoreSuite } from './store-suites/credential-store-suite.js'
export type { AnyCredentialStore, CredentialStoreUnderTest } from './store-suites/credential-store-suite.js'
export { nonceStoreSuite } from './store-suites/nonce-store-suite.js'
export type { NonceStoreUnderTest } from './store-suites/nonce-store-suite.js'
export type { TestRunner } from './test-runner.js'
