import type { Document } from './documents.js'

/** An example of a document that can be run: one fenced block of TypeScript, and those that go on from it. */
export interface Program {
  document: string
  /** The heading that it stands under. */
  heading: string
  /** The line of its first block. */
  line: number
  code: string
}

/**
 * Takes the examples out of a document. A block that begins with an import is a program of its own; one that does not
 * goes on from the block before it, as a reader takes it.
 */
export function programsOf({ path, text }: Document): Program[] {
  const programs: Program[] = []
  let heading = ''
  let language: string | undefined
  let block: string[] = []
  let blockLine = 0
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^ *```(\w*)$/.exec(line)
    if (fence !== null && language === undefined) {
      language = fence[1] ?? ''
      block = []
      blockLine = index + 1
    } else if (fence !== null) {
      const program = { document: path, heading, line: blockLine, code: block.join('\n') }
      if (language === 'ts') addBlock(programs, program)
      language = undefined
    } else if (language !== undefined) block.push(line)
    else heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading
  }
  return programs
}

function addBlock(programs: Program[], block: Program): void {
  const last = programs.at(-1)
  if (/^import\b/.test(block.code) || last === undefined) programs.push(block)
  else last.code += `\n${block.code}`
}
