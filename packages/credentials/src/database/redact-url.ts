const SECRET_PARAMETERS = /password|passwd|pwd|secret|token/i

/**
 * The location of a database as messages show it: a URL without its password, a path as it is. A URL that can't be read
 * is cut down to its scheme, as nobody can tell where its password ends.
 *
 * @example
 * redactUrl('postgres://ada:hunter2@db.example/hawk') // 'postgres://ada:***@db.example/hawk'
 */
export function redactUrl(location: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(location)?.[0]
  if (scheme === undefined) return location.replace(/:.*@/g, ':***@')
  if (/^sqlite:/i.test(scheme)) return location
  const url = URL.canParse(location) ? new URL(location) : null
  if (url === null || isAmbiguous(url)) return `${scheme}…`
  if (url.password !== '') url.password = '***'
  for (const name of [...url.searchParams.keys()]) {
    if (SECRET_PARAMETERS.test(name)) url.searchParams.set(name, '***')
  }
  return url.href
}

/** An `@` behind the host is likely the end of a password that holds a `/`, `?` or `#`. */
function isAmbiguous({ pathname, search, hash }: URL): boolean {
  return `${pathname}${search}${hash}`.includes('@')
}
