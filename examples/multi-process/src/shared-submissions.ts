import type { Cluster, Worker } from 'node:cluster'
import { SubmissionList } from './submissions.js'
import type { Report, Submission } from './submissions.js'

/** What a worker asks of the list, which the primary has. In an application that is a database. */
type Question = { report: Report; submittedBy: string } | 'newest first'

interface Asked {
  number: number
  question: Question
}

interface Told {
  number: number
  answer: Submission | readonly Submission[]
}

/** In the primary: keeps the one list of submissions, and answers the workers. */
export function keepSubmissions(cluster: Cluster): void {
  const list = new SubmissionList()
  cluster.on('message', (worker: Worker, { number, question }: Asked) => {
    const answer =
      question === 'newest first' ? list.newestFirst() : list.add(question.report, question.submittedBy)
    // One that has ended meanwhile wants no answer.
    if (worker.isConnected()) worker.send({ number, answer } satisfies Told)
  })
}

/** In a worker: the list of submissions that all of them share. */
export class SharedSubmissions {
  readonly #waiting = new Map<number, (answer: unknown) => void>()
  #asked = 0

  constructor() {
    process.on('message', ({ number, answer }: Told) => {
      this.#waiting.get(number)?.(answer)
      this.#waiting.delete(number)
    })
  }

  async add(report: Report, submittedBy: string): Promise<Submission> {
    return (await this.#ask({ report, submittedBy })) as Submission
  }

  async newestFirst(): Promise<readonly Submission[]> {
    return (await this.#ask('newest first')) as readonly Submission[]
  }

  #ask(question: Question): Promise<unknown> {
    const number = ++this.#asked
    process.send?.({ number, question } satisfies Asked)
    return new Promise((resolve) => this.#waiting.set(number, resolve))
  }
}
