import { Option } from 'commander'
import { parseWhole } from './whole-number.js'

/** What was seen before: a change since then is a conflict. */
export interface IfVersion {
  ifVersion?: number
}

export function ifVersionOption(): Option {
  return new Option('--if-version <n>', 'only if its version is still this one').argParser(parseWhole)
}
