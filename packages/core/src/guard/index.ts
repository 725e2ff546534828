export { judgeNoBody, planBody } from './body-plan.js'
export type { BodyHead, BodyToCheck } from './body-plan.js'
export { ByteBudget } from './byte-budget.js'
export { headerError, leave, refuse, startEvent } from './fates.js'
export type { Told } from './fates.js'
export { gatherFacts } from './gather-facts.js'
export type { FrameworkView, ReceivedHeaders } from './gather-facts.js'
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
export type { PayloadPolicy, PayloadState } from './payload-policy.js'
export { refusalBody } from './refusal-body.js'
export { checkRouteSettings } from './route-settings.js'
export type { RouteSettings } from './route-settings.js'
export { warnOfOpenHost, warnOfUntrustedProxy, warnOfVerifierFault } from './weak-setup.js'
export type { RequestEvent } from '../events.js'
export { isPromiseLike, settle } from '../promises.js'
export { warnOnce } from '../warn-once.js'
