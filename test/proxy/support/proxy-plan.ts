import type { Service } from '../../support/services.js'
import type { ServiceSetup } from '../../support/running-service.js'

/** What a test asks of the proxy in front of its application. */
export interface ProxyPlan {
  /** The ports of the servers behind, in the order in which they are tried. */
  upstreams: readonly number[]
  /** Whether a request is held until its body is there, before the server hears of it; default true, as with nginx. */
  buffersRequests?: boolean
  /** Whether answers are compressed on their way out; default false. */
  compresses?: boolean
  /** A path that is taken off, such as `/hooks`; default none. */
  strips?: string
  /** Whether a request is sent to the next server when the first one fails, even after it was sent whole; default false. */
  retriesAll?: boolean
  /** The largest body that the proxy itself lets through; default no bound. Only nginx has one. */
  maxBodyBytes?: number
}

/** A proxy that ends TLS in front of a guarded application. */
export interface ProxyUnderTest {
  name: string
  service: Service
  /** Whether it holds whole bodies, on its disk, and bounds them; otherwise it waits for a first part at most. */
  holdsBodies: boolean
  setup: (plan: ProxyPlan, place: { port: number; tls: { key: string; cert: string } }) => ServiceSetup
}
