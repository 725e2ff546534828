/** A time, in UTC and to the second: `2027-01-31T12:00:00Z`; `–` for none. */
export function timeText(ms: number | null): string {
  return ms === null ? '–' : new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
