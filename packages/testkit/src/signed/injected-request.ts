/** A request to inject, as far as signing is concerned; what else `inject` knows is passed on. */
export interface InjectRequest {
  /** Default `GET`. */
  method?: string
  /** A path with its query, or a whole URL. */
  url?: string
  /** The same as `url`. */
  path?: string
  /** Goes into the query, in the place of parameters of the same name. */
  query?: string | Record<string, string | string[]>
  headers?: Record<string, string | string[] | undefined>
  /** What `Host` says where no header does. */
  authority?: string
  /** The body: text, bytes, an object to be sent as JSON, `FormData`, or a stream. */
  payload?: string | object
  /** The same as `payload`. */
  body?: string | object
  cookies?: Record<string, string>
  remoteAddress?: string
}

/** An injected request with its body made into bytes. */
interface ReadInjection {
  /** Where a guard sees it sent to. */
  url: URL
  payload: Buffer | string | undefined
  contentType: string | undefined
  /** What was given, without what is told by the others. */
  rest: Omit<InjectRequest, 'url' | 'path' | 'query' | 'payload' | 'body'>
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** Reads a request as light-my-request would send it. */
export async function readInjected(request: InjectRequest): Promise<ReadInjection> {
  const { url: givenUrl, path, query, payload, body, ...rest } = request
  const target = givenUrl ?? path ?? '/'
  if (typeof target !== 'string')
    throw new TypeError('signedInject: "url" must be text, such as "/jobs?state=open"')
  const url = new URL(target.startsWith('//') ? `http://localhost${target}` : target, 'http://localhost')
  mergeQuery(url, query)
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : url.port
  const authority = request.authority ?? `${url.hostname}:${port ?? ''}`
  return {
    ...(await serialise(payload || body, headerOf(request, 'content-type'))),
    // Nothing of an injected request says that it came over TLS.
    url: new URL(`http://${headerOf(request, 'host') ?? authority}${url.pathname}${url.search}`),
    rest: { ...rest, authority },
  }
}

function mergeQuery({ searchParams }: URL, query: InjectRequest['query']): void {
  const given = typeof query === 'string' ? [...new URLSearchParams(query)] : Object.entries(query ?? {})
  for (const [name] of given) searchParams.delete(name)
  for (const [name, values] of given) {
    for (const value of [values].flat()) searchParams.append(name, value)
  }
}

async function serialise(
  payload: string | object | undefined,
  givenType: string | undefined,
): Promise<Pick<ReadInjection, 'payload' | 'contentType'>> {
  if (payload === undefined || typeof payload === 'string') return { payload, contentType: givenType }
  if (payload instanceof Uint8Array) return { payload: Buffer.from(payload), contentType: givenType }
  if (payload instanceof FormData) {
    const form = new Response(payload)
    // A type that was given knows nothing of the boundary.
    const contentType = form.headers.get('content-type') ?? givenType
    return { payload: Buffer.from(await form.arrayBuffer()), contentType }
  }
  if (Symbol.asyncIterator in payload) {
    const chunks: Buffer[] = []
    for await (const chunk of payload as AsyncIterable<Uint8Array | string>) chunks.push(Buffer.from(chunk))
    return { payload: Buffer.concat(chunks), contentType: givenType }
  }
  return { payload: JSON.stringify(payload), contentType: givenType ?? 'application/json' }
}

function headerOf({ headers = {} }: InjectRequest, name: string): string | undefined {
  const [, value] = Object.entries(headers).find(([given]) => given.toLowerCase() === name) ?? []
  return Array.isArray(value) ? value[0] : value
}
