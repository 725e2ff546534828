import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { exportedEntries } from './exported-entries.js'
import { importsOf } from './imports.js'
import { credentialCacheFile, packageRows } from './packages.js'
import type { ParsedFile } from './parsed-file.js'
import type { Rule } from './rule.js'

const scope = '@hawk-auth/'
const builtinsOfCore = ['node:crypto', 'node:diagnostics_channel']

/** A rule over each import whose specifier can be read: a text is a complaint, null is consent. */
function forEachImport(complain: (specifier: string, file: ParsedFile) => string | null): Rule {
  return (file) =>
    importsOf(file).flatMap(({ specifier, place }) => {
      const complaint = specifier === undefined ? null : complain(specifier, file)
      return complaint === null ? [] : [`${place}: imports "${specifier}": ${complaint}` as const]
    })
}

export const importRules = {
  'readable imports': (file) =>
    importsOf(file).flatMap(({ specifier, place }) =>
      specifier === undefined ? [`${place}: a computed import, which no rule can read` as const] : [],
    ),

  'known packages': (file) =>
    packageRows[file.packageName] === undefined
      ? [`${file.path}: packages/${file.packageName} has no row in test/architecture/packages.ts`]
      : [],

  'imports go down': forEachImport((specifier, file) => {
    if (!specifier.startsWith(scope)) return null
    const target = specifier.slice(scope.length).split('/')[0] ?? ''
    return complaintOfEdge(file.packageName, target)
  }),

  'exported entries only': forEachImport((specifier) => {
    if (!specifier.startsWith(scope)) return null
    const [target = '', ...rest] = specifier.slice(scope.length).split('/')
    const entry = ['.', ...rest].join('/')
    return exportedEntries(target).includes(entry) ? null : `${scope}${target} does not export "${entry}"`
  }),

  'relative imports stay inside': forEachImport((specifier, file) => {
    if (!specifier.startsWith('.')) return null
    return isInside(`packages/${file.packageName}/src`, file, specifier) ? null : 'it leaves the package'
  }),

  'node: prefix': forEachImport((specifier) =>
    isBuiltin(specifier) && !specifier.startsWith('node:') ? 'a builtin is named with "node:"' : null,
  ),

  'protocol imports nothing': forEachImport((specifier, file) => {
    if (!isProtocol(file.path)) return null
    if (specifier.startsWith('.') && isInside('packages/core/src/protocol', file, specifier)) return null
    return 'core/src/protocol imports nothing outside itself'
  }),

  'core imports two builtins and lru-cache': forEachImport((specifier, file) => {
    if (file.packageName !== 'core' || isProtocol(file.path) || specifier.startsWith('.')) return null
    if (specifier === 'lru-cache') return cacheComplaint(file.path)
    return builtinsOfCore.includes(specifier)
      ? null
      : `core imports only ${builtinsOfCore.join(', ')}, lru-cache`
  }),

  'guard stands above core': forEachImport((specifier, file) => {
    if (file.packageName !== 'core' || file.path.startsWith('packages/core/src/guard/')) return null
    if (!specifier.startsWith('.')) return null
    return isInside('packages/core/src/guard', file, specifier) ? 'only guard imports guard' : null
  }),

  'client uses the protocol alone': forEachImport((specifier, file) => {
    if (file.packageName !== 'client' || !`${specifier}/`.startsWith(`${scope}core/`)) return null
    return specifier === `${scope}core/protocol`
      ? null
      : `of core, client imports ${scope}core/protocol alone`
  }),
} satisfies Record<string, Rule>

function complaintOfEdge(from: string, to: string): string | null {
  const source = packageRows[from]
  const target = packageRows[to]
  if (target === undefined) return `${to} is no package of packages/`
  if (source === undefined || source.imports.includes(to)) return null
  const edge = `${from} → ${to}`
  if (from === to) return `${edge} is the package itself; use a relative import`
  if (target.level > source.level) return `${edge} points upward`
  if (target.level === source.level) return `${edge} points sideways`
  return `${edge} is no arrow of the picture in ARCHITECTURE.md`
}

function cacheComplaint(path: string): string | null {
  return path === credentialCacheFile ? null : `lru-cache belongs in ${credentialCacheFile} alone`
}

function isProtocol(path: string): boolean {
  return path.startsWith('packages/core/src/protocol/')
}

function isInside(directory: string, file: ParsedFile, specifier: string): boolean {
  return posix.join(posix.dirname(file.path), specifier).startsWith(`${directory}/`)
}
