export type { HawkArtifacts } from './artifacts.js'
export { createCachedCredentialStore } from './cached-credential-store.js'
export type { CachedCredentialStore } from './cached-credential-store.js'
export type { CachedCredentialStoreOptions } from './cached-credential-store-options.js'
export type { MessageAuthorization } from './checks/message.js'
export { systemClock } from './clock.js'
export type { Clock } from './clock.js'
export type {
  CredentialStore,
  FindCredentials,
  Found,
  HawkAlgorithm,
  HawkCredentials,
  HawkHeader,
  HawkKey,
  WithoutKeys,
} from './credentials.js'
export type { HawkEvent } from './events.js'
export { HawkError } from './hawk-error.js'
export type { RefusalDetail } from './hawk-error.js'
export type { Claim, NonceStore, NonceUse } from './nonce-store.js'
export { hashPayload } from './payload-hash.js'
export type { HawkErrorCode } from './refusals.js'
export { createMemoryNonceStore } from './replay-cache/memory-nonce-store.js'
export type { MemoryNonceStore, MemoryNonceStoreOptions } from './replay-cache/memory-nonce-store.js'
export type { Destination, RequestFacts } from './request-facts.js'
export type { ResponseToSign } from './response.js'
export { createBewit } from './signing/create-bewit.js'
export type { BewitToCreate } from './signing/create-bewit.js'
export { signMessage } from './signing/sign-message.js'
export type { MessageToSign } from './signing/sign-message.js'
export { signRequest } from './signing/sign-request.js'
export type { RequestToSign, SignedRequest, SigningMoment } from './signing/sign-request.js'
export type { SigningCredentials } from './signing/signing-credentials.js'
export { HawkResponseError, verifyChallenge, verifyResponse } from './signing/verify-response.js'
export type {
  ChallengeToVerify,
  ResponseErrorCode,
  ResponseToVerify,
  ResponseVerdict,
} from './signing/verify-response.js'
export type { Accepted, HawkAuth, PayloadCheck, Refused, Verdict } from './verdict.js'
export { createVerifier } from './create-verifier.js'
export type { BewitOptions, MaybePromise, MessageFacts, Verifier } from './verifier.js'
export type { VerifierOptions } from './verifier-options.js'
