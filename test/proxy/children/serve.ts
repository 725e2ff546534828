import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SERVERS } from './servers.js'

// serve.js FRAMEWORK [PUBLIC_URL | trust]: prints its port, and ends with its parent's stdin.
const [framework = '', setting] = process.argv.slice(2)
const create = SERVERS[framework]
if (create === undefined) throw new Error(`there is no server for "${framework}"`)
const trustsProxy = setting === 'trust'
const server = await create({ publicUrl: trustsProxy ? undefined : setting, trustsProxy })
server.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log((server.address() as AddressInfo).port)
process.stdin.on('end', () => process.exit()).resume()
