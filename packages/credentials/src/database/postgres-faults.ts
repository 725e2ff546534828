import pg from 'pg'
import { RegistryError } from '../registry-error.js'
import { errorCode, textOf } from './error-fields.js'
import { failed, notMigrated, readOnly, unavailable } from './faults.js'
import { networkReason } from './network-faults.js'

/** Classes of SQLSTATE: connections, authorization, rollbacks, resources, intervention of an operator. */
const UNAVAILABLE_CLASSES = ['08', '28', '40', '53', '57', '58']
/** No such database, locks not available in time, an idle transaction that was ended. */
const UNAVAILABLE_STATES = ['3D000', '55P03', '25P03', '25P04']
/** Transactions, or the account, that may only read. */
const READ_ONLY_STATES = ['25006', '42501']
const UNDEFINED_TABLE = '42P01'
/** Texts of these quote data. */
const DATA_EXCEPTION_CLASS = '22'

/** Makes a RegistryError of an error of pg. Its text holds no rows; `detail` and `where`, which do, are left out. */
export function postgresFault(name: string, error: unknown): unknown {
  if (error instanceof RegistryError || !(error instanceof Error)) return error
  if (!(error instanceof pg.DatabaseError)) return unavailable(name, networkReason(error))
  const state = errorCode(error)
  const fault = { reason: reasonOf(error, state), driverCode: state }
  if (state === UNDEFINED_TABLE) return notMigrated(name, fault.reason)
  if (READ_ONLY_STATES.includes(state)) return readOnly(name, fault)
  if (UNAVAILABLE_STATES.includes(state) || UNAVAILABLE_CLASSES.includes(state.slice(0, 2))) {
    return unavailable(name, fault)
  }
  return failed(name, fault)
}

function reasonOf(error: Error, state: string): string {
  if (state.startsWith(DATA_EXCEPTION_CLASS)) return 'the server refused a value'
  return textOf(error, 'message')
}
