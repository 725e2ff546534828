import cluster from 'node:cluster'
import { RegistryError } from '@hawk-auth/credentials'
import { runPrimary } from './primary.js'
import { readSettings, SettingError } from './settings.js'
import { runWorker } from './worker.js'

// One process starts the others and serves nothing itself; each of the others serves the whole API on the same port.
try {
  const settings = readSettings(process.env)
  await (cluster.isPrimary ? runPrimary(settings) : runWorker(settings))
} catch (error) {
  if (error instanceof RegistryError) console.error(`${error.code}: ${error.message}`)
  else if (error instanceof SettingError) console.error(error.message)
  else throw error
  process.exit(1)
}
