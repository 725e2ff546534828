import type { HawkCredentials } from '@hawk-auth/core'

/** The credentials of all traffic that is measured. */
export const RECORD = {
  id: 'dh37fgj492je',
  key: 'werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn',
  algorithm: 'sha256',
  approved: true,
} as const satisfies HawkCredentials

const records = new Map<string, typeof RECORD>([[RECORD.id, RECORD]])

/** The credential store of every candidate that answers at once. */
export function findRecord(id: string): typeof RECORD | undefined {
  return records.get(id)
}

/** The same, answering later. */
export async function findRecordLater(id: string): Promise<typeof RECORD | undefined> {
  return records.get(id)
}
