import { createHmac, createSecretKey } from 'node:crypto'
import type { Candidate } from '../measure.js'
import { RECORD } from './record.js'
import { NORMALIZED } from './requests.js'

const key = createSecretKey(RECORD.key, 'utf8')
const BASE64_OF_SHA256 = 44

/** F: one bare HMAC of the string that a request's MAC is made over. What any check of one's own costs at least. */
export function bareHmac(): string {
  return createHmac('sha256', key).update(NORMALIZED).digest('base64')
}

/** The unit that everything is measured in. */
export const F: Candidate = {
  name: 'F',
  run(count) {
    let length = 0
    for (let done = 0; done < count; done += 1) length += bareHmac().length
    if (length !== count * BASE64_OF_SHA256) throw new Error('F: a MAC has the wrong length')
  },
}
