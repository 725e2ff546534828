import type { Due } from './due.js'
import type { Outcome } from './exchange.js'

/** Says what is wrong with how a hostile request was answered; nothing where all is well. */
export function judge(due: Due, { statuses, isFirstWhole, isJunk, end }: Outcome): string | undefined {
  const [first] = statuses
  const notRefused = statuses.find(
    (status) => (status < 400 || status > 499) && !due.statuses.includes(status),
  )
  if (notRefused !== undefined) return `it was answered with ${notRefused}`
  if (isJunk) return 'what came is no answer of HTTP'
  if (first !== undefined && !due.statuses.includes(first)) {
    return `it was answered with ${first}, where ${due.statuses.join(' or ')} is due`
  }
  if (end === 'not connected') return 'the server takes no connections'
  if (end === 'not ended in time') return 'the connection hangs'
  if (due.kind === 'answer' && !isFirstWhole) return 'it has no whole answer, and one is due'
  return undefined
}

/** Says what is wrong with how an honest request was answered; nothing where all is well. */
export function judgeHonest({ statuses, isFirstWhole, end }: Outcome): string | undefined {
  if (statuses.length === 1 && statuses[0] === 200 && isFirstWhole && end === 'closed') return undefined
  return `an honest request was answered with ${statuses.join(', ') || 'nothing'} (${end})`
}
