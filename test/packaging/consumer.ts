import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { publicPackages, readManifest } from './public-packages.js'
import { repositoryRoot, runTool } from './run-node.js'

/** Beside the packages themselves, what the project of a caller in TypeScript has installed. */
const developmentOfCallers: Record<string, string[]> = {
  express: ['@types/express'],
  koa: ['@types/koa'],
  core: ['@types/node'],
}

/**
 * Makes a project outside the workspace with every public package installed from its tarball, and returns its
 * directory. Needs no network: what the packages depend on is linked from the workspace.
 */
export function makeConsumer(): string {
  const consumer = mkdtempSync(join(realpathSync(tmpdir()), 'hawk-auth-consumer-'))
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true }\n')
  cpSync(join(repositoryRoot, 'test/packaging/consumers'), consumer, { recursive: true })
  build()
  for (const [name, tarball] of pack(consumer)) unpack(tarball, join(consumer, 'node_modules', name))
  linkDependencies(consumer)
  return consumer
}

/** Where a package is installed in a consumer. */
export function installedAt(consumer: string, name: string): string {
  return join(consumer, 'node_modules', name)
}

function build(): void {
  const projects = publicPackages.map(({ directory }) => `packages/${directory}`)
  runTool('typescript/bin/tsc', ['-b', ...projects], repositoryRoot)
}

function pack(destination: string): Map<string, string> {
  const filters = publicPackages.map(({ manifest }) => `--filter=${manifest.name}`)
  const args = ['--recursive', ...filters, 'pack', '--json', '--pack-destination', destination]
  const packed = JSON.parse(
    runTool('../test/node_modules/pnpm/bin/pnpm.cjs', args, repositoryRoot),
  ) as PackedPackage[]
  return new Map(packed.map(({ name, filename }) => [name, filename]))
}

interface PackedPackage {
  name: string
  filename: string
}

function unpack(tarball: string, directory: string): void {
  mkdirSync(directory, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', directory, '--strip-components=1'])
}

function linkDependencies(consumer: string): void {
  for (const { directory, manifest } of publicPackages) {
    const { dependencies, peerDependencies } = readManifest(installedAt(consumer, manifest.name))
    const needed = Object.keys({ ...dependencies, ...peerDependencies })
    for (const name of [...needed, ...(developmentOfCallers[directory] ?? [])]) {
      const link = installedAt(consumer, name)
      if (existsSync(link)) continue
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(inWorkspace(directory, name), link)
    }
  }
}

function inWorkspace(directory: string, name: string): string {
  const own = join(repositoryRoot, 'packages', directory, 'node_modules', name)
  return realpathSync(existsSync(own) ? own : join(repositoryRoot, 'node_modules', name))
}
