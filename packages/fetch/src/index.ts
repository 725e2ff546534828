export {
  createCachedCredentialStore,
  createMemoryNonceStore,
  createVerifier,
  HawkError,
} from '@hawk-auth/core'
export type { CachedCredentialStore, CachedCredentialStoreOptions, CredentialStore } from '@hawk-auth/core'
export type { FindCredentials, Found, HawkAlgorithm, HawkCredentials, HawkHeader } from '@hawk-auth/core'
export type { HawkKey, WithoutKeys } from '@hawk-auth/core'
export type { Claim, MemoryNonceStore, MemoryNonceStoreOptions, NonceStore, NonceUse } from '@hawk-auth/core'
export type { BewitOptions, Clock, Verifier, VerifierOptions } from '@hawk-auth/core'
export type { HawkArtifacts, HawkAuth, HawkErrorCode, HawkEvent } from '@hawk-auth/core'
export type {
  AuthResult,
  GuardOptions,
  GuardSettings,
  GuardSource,
  PayloadPolicy,
} from '@hawk-auth/core/guard'
export type { FetchGuardOptions, FetchSettings, SharedNonces } from './fetch-options.js'
export { hawk } from './hawk.js'
export type { FetchAuthentication, FetchGuard } from './hawk.js'
