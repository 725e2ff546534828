export { adapterSuite } from './adapter-suite/adapter-suite.js'
export type {
  AdapterUnderTest,
  Answer,
  AppPlan,
  CompressionPlace,
  HandlerCall,
  ParserName,
  SuiteRoute,
} from './adapter-suite/adapter-under-test.js'
export { createServerFor } from './servers/create-server-for.js'
export type { Transport } from './servers/create-server-for.js'
export { createLoopbackCertificate } from './servers/loopback-certificate.js'
export type { KeyAndCertificate } from './servers/loopback-certificate.js'
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
export { signSupertest } from './signed/sign-supertest.js'
export type { SuperagentRequest } from './signed/sign-supertest.js'
export { signedFetch } from './signed/signed-fetch.js'
export type { Fetch, SignedFetchOptions } from './signed/signed-fetch.js'
export { signedInject } from './signed/signed-inject.js'
export type { Injectable } from './signed/signed-inject.js'
export type { InjectRequest } from './signed/injected-request.js'
export type { SignerOptions } from './signed/signer.js'
