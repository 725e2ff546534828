import { FRAMEWORKS } from '../servers/frameworks.js'
import type { Framework } from '../servers/frameworks.js'
import type { Variant } from '../servers/variants.js'
import { serveFromProcess } from './served-process.js'

// `node server-process.js FRAMEWORK VARIANT`; any question is answered with the processor time used so far.
const [framework, variant] = process.argv.slice(2) as [Framework, Variant]
const createServer = await FRAMEWORKS[framework]()
serveFromProcess(await createServer(variant), () => {
  const { user, system } = process.cpuUsage()
  return user + system
})
