/** What a client reports of one revision of a project. */
export interface Report {
  project: string
  revision: string
  result: Result
}

/** A report that was taken in. */
export interface Submission extends Report {
  id: number
  submittedBy: string
}

const RESULTS = ['success', 'testfailed', 'busted'] as const
type Result = (typeof RESULTS)[number]

/** The memory that submissions may take is bounded: the oldest go first. */
const MAX_KEPT = 1000
const MAX_TEXT_LENGTH = 100

/** The submissions of this server, in memory. */
export class SubmissionList {
  readonly #submissions: Submission[] = []
  #lastId = 0

  add(report: Report, submittedBy: string): Submission {
    this.#lastId += 1
    const submission = { id: this.#lastId, ...report, submittedBy }
    this.#submissions.unshift(submission)
    this.#submissions.length = Math.min(this.#submissions.length, MAX_KEPT)
    return submission
  }

  newestFirst(): readonly Submission[] {
    return this.#submissions
  }
}

/** Reads a body that was sent: the report, or what is wrong with it. Authentic does not mean well-formed. */
export function readReport(body: unknown): Report | string {
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object'
  const { project, revision, result } = body as Partial<Record<keyof Report, unknown>>
  if (!isShortText(project)) return '"project" must be text'
  if (!isShortText(revision)) return '"revision" must be text'
  const known = RESULTS.find((each) => each === result)
  return known === undefined
    ? `"result" must be one of ${RESULTS.join(', ')}`
    : { project, revision, result: known }
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT_LENGTH
}
