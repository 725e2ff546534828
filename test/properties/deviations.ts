/** Who refuses what the other accepts, or `neither` where the difference is another one. */
export type Refuser = 'ours' | 'reference' | 'either' | 'neither'

/** One place where the verifier differs from the reference on purpose (DESIGN section 7). */
export interface Deviation {
  readonly reference: string
  readonly ours: string
  /** Where it shows: in core, or only in a guard that has a request of a framework. */
  readonly layer: 'core' | 'guard'
  readonly refuser: Refuser
}

/** The deviations, by id; no other difference between the two is allowed. */
export const deviations = {
  'ts-digits': {
    reference: 'ts="abc" never goes stale; hex, exponent and fraction are numbers',
    ours: '1 to 15 digits',
    layer: 'core',
    refuser: 'ours',
  },
  'dlg-needs-app': {
    reference: 'dlg without app is outside the MAC, yet given back',
    ours: 'malformed',
    layer: 'core',
    refuser: 'ours',
  },
  'exp-digits': {
    reference: 'a bewit with exp="never" never ends',
    ours: '1 to 15 digits',
    layer: 'core',
    refuser: 'ours',
  },
  'stale-before-nonce': {
    reference: 'records the nonce of a stale request',
    ours: 'records fresh requests only',
    layer: 'core',
    refuser: 'neither',
  },
  'claim-before-payload': {
    reference: 'a bad body leaves the nonce unused',
    ours: 'the first authentic, fresh header uses its nonce up, whatever its body',
    layer: 'core',
    refuser: 'neither',
  },
  'payload-required': {
    reference: 'a body is not verified unless the caller passes it',
    ours: 'refused unless hashed and matching',
    layer: 'guard',
    refuser: 'ours',
  },
  'host-grammar': {
    reference: 'a URL parser rewrites Host quietly: user@host, host?x, 0x7f.1; :80 under TLS becomes 443',
    ours: 'the grammar of RFC 9110; host and port as they were sent',
    layer: 'core',
    refuser: 'either',
  },
  'authority-conflict': {
    reference: 'the authority of an absolute-form target is ignored',
    ours: '400 where it differs from Host',
    layer: 'guard',
    refuser: 'ours',
  },
  'absolute-form-as-sent': {
    reference: 'a URL parser drops the fragment of an absolute-form target and re-encodes characters',
    ours: 'its path and query exactly as they were sent',
    layer: 'guard',
    refuser: 'either',
  },
  'ipv6-spelling': {
    reference: 'clients sign ::1, the server verifies [::1]',
    ours: 'both verify',
    layer: 'core',
    refuser: 'reference',
  },
  'duplicate-headers': {
    reference: 'the first of two Authorization or Host headers wins',
    ours: '400',
    layer: 'guard',
    refuser: 'ours',
  },
  'skew-zero': {
    reference: 'a skew of 0 becomes 60 s',
    ours: '0 is 0',
    layer: 'core',
    refuser: 'ours',
  },
  'store-fault': {
    reference: '"redis down" becomes 401 Invalid nonce',
    ours: '503',
    layer: 'core',
    refuser: 'neither',
  },
  'unknown-id': {
    reference: 'tells an unknown id from a bad MAC',
    ours: 'one answer',
    layer: 'core',
    refuser: 'neither',
  },
  'exact-id': {
    reference: 'the id of the record is never compared',
    ours: 'a record for another id is unknown',
    layer: 'core',
    refuser: 'ours',
  },
  'record-bounds': {
    reference: 'knows no approval, suspension, end, nor an app of a record',
    ours: 'approved, suspended, expiresAtMs, app and dlg',
    layer: 'core',
    refuser: 'ours',
  },
  'sha2-long': {
    reference: 'sha1 and sha256 only',
    ours: 'sha384 and sha512 too',
    layer: 'core',
    refuser: 'reference',
  },
  'bewit-bounds': {
    reference: 'a bewit of any bytes, with any end, beside a body',
    ours: 'the alphabet of a header, well encoded, an end within maxTtlSeconds, no body',
    layer: 'core',
    refuser: 'ours',
  },
  'sha1-opt-in': {
    reference: 'sha1 is accepted',
    ours: 'only when it is listed',
    layer: 'core',
    refuser: 'ours',
  },
  'linear-header': {
    reference: 'a hostile header of 4 kB costs about 20 ms',
    ours: 'a linear scan, the same accepted set',
    layer: 'core',
    refuser: 'neither',
  },
  'http2-authority': {
    reference: 'HTTP/2 is refused unless a host is given',
    ours: ':authority is used',
    layer: 'guard',
    refuser: 'reference',
  },
  'bewit-query-only': {
    reference: '/files/a&bewit=… is accepted for a link minted as /files/a?bewit=…; the last of several wins',
    ours: 'only in the query, exactly one',
    layer: 'core',
    refuser: 'either',
  },
  'request-line': {
    reference:
      'a target that begins with no / goes through a URL parser; control characters and spaces are signed',
    ours: 'path and query as they were sent; a method or target that HTTP can not carry is 400',
    layer: 'core',
    refuser: 'either',
  },
  'message-fields': {
    reference: 'any value that is not empty may be a field of a message',
    ours: 'text in the alphabet of a header; ts may be a whole number',
    layer: 'core',
    refuser: 'ours',
  },
} as const satisfies Record<string, Deviation>

/** The id of a deviation. */
export type DeviationId = keyof typeof deviations
