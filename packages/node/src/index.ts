export {
  createCachedCredentialStore,
  createMemoryNonceStore,
  createVerifier,
  HawkError,
} from '@hawk-auth/core'
export type {
  BewitOptions,
  CachedCredentialStore,
  CachedCredentialStoreOptions,
  Claim,
  Clock,
  CredentialStore,
  FindCredentials,
  Found,
  HawkAlgorithm,
  HawkArtifacts,
  HawkAuth,
  HawkCredentials,
  HawkErrorCode,
  HawkHeader,
  HawkKey,
  MemoryNonceStore,
  MemoryNonceStoreOptions,
  NonceStore,
  NonceUse,
  Verifier,
  VerifierOptions,
  WithoutKeys,
} from '@hawk-auth/core'
export type {
  AuthResult,
  GuardOptions,
  GuardSettings,
  GuardSource,
  PayloadPolicy,
} from '@hawk-auth/core/guard'
export { hawk } from './hawk.js'
export type { Authentication, HttpGuard } from './hawk.js'
export { NodeGuard } from './node-guard.js'
export type { Admission } from './node-guard.js'
export type { FrameworkView } from './request-facts.js'
