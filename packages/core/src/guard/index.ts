export { isCharsetTransparent } from './charset.js'
export { GuardCore } from './guard-core.js'
export type { GuardOutcome } from './guard-core.js'
export { checkGuardOptions } from './guard-options.js'
export type {
  AuthResult,
  CheckedGuardOptions,
  GuardOptions,
  GuardSettings,
  GuardSource,
} from './guard-options.js'
export { bodyCheck } from './payload-policy.js'
export type { PayloadPolicy, PayloadState } from './payload-policy.js'
export { pickOrigin } from './public-origin.js'
export type { PublicOrigin } from './public-origin.js'
export { hasListeners, RequestEvent } from '../events.js'
export { isPromiseLike } from '../promises.js'
export { warnOnce } from '../warn-once.js'
