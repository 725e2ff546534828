import { fileURLToPath } from 'node:url'
import { buildProject } from '../../support/build-project.js'
import { startServerProgram } from '../../support/server-program.js'

const PROGRAM = fileURLToPath(new URL('../../dist/proxy/serve.js', import.meta.url))

/** A server of `test/proxy/children`, in a process of its own. */
export interface ChildServer {
  port: number
  /** Ends it, and gives everything that it wrote to stderr. */
  stop: () => Promise<string>
}

/** Builds the programs, and what they use, as far as that is not done. */
export async function buildChildren(): Promise<void> {
  await buildProject('test/proxy/children')
}

/** Starts a server. */
export async function startChild(framework: string, setting?: string): Promise<ChildServer> {
  const { port, errors, end } = await startServerProgram(
    PROGRAM,
    setting === undefined ? [framework] : [framework, setting],
  )
  return {
    port,
    stop: async () => {
      await end()
      return errors()
    },
  }
}
