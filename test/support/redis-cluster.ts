import { setTimeout as later } from 'node:timers/promises'
import { startRedis } from './redis-servers.js'
import type { RedisServer } from './redis-servers.js'

/** What a cluster is made of. */
export interface RedisClusterSetup {
  /** How many share the slots; default 3. */
  nodes?: number
  /** How many replicas each of them has; default none. */
  replicas?: number
  /** As of `startRedis`. */
  appendonly?: boolean
  args?: readonly string[]
}

/** A cluster of a test's own. */
export interface RedisCluster {
  /** Those that have slots, in the order of their slots; behind them their replicas. */
  nodes: RedisServer[]
  /** What clients begin with. */
  rootNodes: { host: string; port: number }[]
  /** Ends one node as a loss of its process does. */
  kill: (node: number) => Promise<void>
  /** Starts a node again, with what it had, and waits until all of them see the cluster whole. */
  restart: (node: number) => Promise<void>
  stop: () => Promise<void>
}

const SLOTS = 16_384
/** How long nodes wait before they take another for dead: short, or tests would wait with them. */
const NODE_TIMEOUT_MS = 1000
const WHOLE_WITHIN_MS = 30_000

/** Starts a Redis Cluster on the loopback, and waits until every node sees it whole. Slots of a dead node alone fail. */
export async function startRedisCluster(setup: RedisClusterSetup = {}): Promise<RedisCluster> {
  const { nodes: count = 3, replicas = 0, appendonly = false, args = [] } = setup
  const nodes: RedisServer[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  try {
    for (let at = 0; at < count * (1 + replicas); at++) {
      nodes.push(await startRedis({ appendonly, args: [...CLUSTER_ARGS, ...args] }))
    }
    await join(nodes, count)
    await until(() => seeItWhole(nodes))
  } catch (error) {
    await stop()
    throw error
  }

  function nodeAt(index: number): RedisServer {
    const node = nodes[index]
    if (node === undefined) throw new RangeError(`the cluster has no node ${index}`)
    return node
  }
  return {
    nodes,
    rootNodes: nodes.map(({ host, port }) => ({ host, port })),
    kill: (index) => nodeAt(index).kill(),
    async restart(index) {
      await nodeAt(index).restart()
      await until(() => seeItWhole(nodes))
    },
    stop,
  }
}

const CLUSTER_ARGS = [
  ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'],
  // Otherwise a node hears its address from others, and one that is alone has none.
  ...['--cluster-announce-ip', '127.0.0.1'],
  ...['--cluster-node-timeout', `${NODE_TIMEOUT_MS}`, '--cluster-require-full-coverage', 'no'],
]

/** Gives the first `count` nodes all slots, and makes the others replicas of them in turn. */
async function join(nodes: readonly RedisServer[], count: number): Promise<void> {
  const primaries = nodes.slice(0, count)
  for (const [at, node] of primaries.entries()) {
    const [from, to] = [Math.floor((at * SLOTS) / count), Math.floor(((at + 1) * SLOTS) / count)]
    await node.ask('CLUSTER', 'SET-CONFIG-EPOCH', at + 1)
    await node.ask('CLUSTER', 'ADDSLOTS', ...Array.from({ length: to - from }, (_, slot) => from + slot))
  }
  // Each meets each: they hear of one another sooner than by gossip.
  for (const node of nodes) {
    for (const other of nodes) if (other !== node) await node.ask('CLUSTER', 'MEET', other.host, other.port)
  }
  const ids = await Promise.all(primaries.map((node) => node.ask('CLUSTER', 'MYID')))
  for (const [at, replica] of nodes.slice(count).entries()) {
    const id = String(ids[at % count])
    await until(async () => String(await replica.ask('CLUSTER', 'NODES')).includes(id))
    await until(() =>
      replica.ask('CLUSTER', 'REPLICATE', id).then(
        () => true,
        () => false,
      ),
    )
  }
}

async function seeItWhole(nodes: readonly RedisServer[]): Promise<boolean> {
  const views = await Promise.all(nodes.map((node) => node.ask('CLUSTER', 'INFO').catch(() => '')))
  return views.every((view) =>
    ['cluster_state:ok', `cluster_slots_ok:${SLOTS}`, `cluster_known_nodes:${nodes.length}`].every((line) =>
      String(view).split('\r\n').includes(line),
    ),
  )
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = AbortSignal.timeout(WHOLE_WITHIN_MS)
  while (!(await condition())) {
    if (deadline.aborted) throw new Error(`the cluster was not whole within ${WHOLE_WITHIN_MS} ms`)
    await later(20)
  }
}
