import type { HawkCredentials } from '../credentials.js'
import { checkKeys } from '../options.js'
import { checkGuardOptions } from './guard-options.js'
import type { CheckedGuardOptions, GuardSettings } from './guard-options.js'

const ROUTE_SETTINGS = [
  'required',
  'payload',
  'streamPayload',
  'maxPayloadBytes',
  'bewit',
  'signResponses',
] as const satisfies readonly (keyof GuardSettings<boolean>)[]

/** The settings that one route may have of its own, over those of its guard. */
export type RouteSettings = Pick<GuardSettings<boolean>, (typeof ROUTE_SETTINGS)[number]>

/**
 * Puts a route's own settings over a guard's; what they leave out is the guard's.
 *
 * @param where - the route, for messages
 * @throws TypeError that names the setting
 */
export function checkRouteSettings<C extends HawkCredentials>(
  where: string,
  guard: CheckedGuardOptions<C>,
  settings: RouteSettings,
): CheckedGuardOptions<C> {
  checkKeys(where, settings, ROUTE_SETTINGS)
  const own = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  return checkGuardOptions<C, boolean>(where, {
    ...guard.settings,
    ...own,
    verifier: guard.verifier,
  })
}
