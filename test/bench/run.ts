import { writeFile } from 'node:fs/promises'
import { runInProcess } from './children/process-task.js'
import { readCommand, usage } from './command-line.js'
import type { Command } from './command-line.js'
import { readMachine } from './machine.js'
import type { Machine } from './machine.js'
import { ProgressBar } from './report/progress-bar.js'
import { judge, renderSection } from './report/table.js'
import type { Result } from './report/table.js'
import type { Figures, Section } from './section.js'
import { sections } from './sections/index.js'
import { median } from './statistics.js'

const SECTION_PROCESS = new URL('./children/section-process.js', import.meta.url)

/** What was measured of one section. */
interface Measured {
  section: Section
  /** One for each process that measured it. */
  runs: Figures[]
  results: Result[]
}

async function main(): Promise<void> {
  const names = sections.map(({ name }) => name)
  const command = readCommand(process.argv.slice(2))
  const unknown = command.only.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new Error(`there is no section "${unknown}"\n\n${usage(names)}`)
  if (command.help) {
    console.log(usage(names))
    return
  }
  const machine = readMachine()
  console.log(describe(machine, command))
  const chosen = sections.filter(({ name }) => command.only.length === 0 || command.only.includes(name))
  const measured: Measured[] = []
  for (const section of chosen) {
    const runs = await measureSection(section, command)
    const figures = mergeRuns(runs)
    const results = judge(section, figures, machine.hasShaExtensions)
    measured.push({ section, runs, results })
    console.log(renderSection(section, figures, results, machine.hasShaExtensions))
  }
  finish(measured)
  if (command.json !== undefined) await writeFigures(command.json, { machine, command, measured })
  if (command.strict && countMisses(measured) > 0) process.exitCode = 1
}

async function measureSection(section: Section, { quick }: Command): Promise<Figures[]> {
  const bar = new ProgressBar()
  const processes = quick ? 1 : section.processes
  const runs: Figures[] = []
  for (let index = 0; index < processes; index += 1) {
    const args = quick ? [section.name, 'quick'] : [section.name]
    const figures = await runInProcess(SECTION_PROCESS, args, (done) => {
      bar.show(section.name, (index + done) / processes)
    })
    runs.push(figures as Figures)
  }
  bar.clear()
  return runs
}

/** The median of each figure. */
function mergeRuns(runs: readonly Figures[]): Figures {
  const names = Object.keys(runs[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, median(runs.map((figures) => figures[name] ?? NaN))]))
}

function describe(machine: Machine, { quick }: Command): string {
  const extensions = machine.hasShaExtensions ? 'with SHA extensions' : 'without SHA extensions'
  return [
    `Node ${machine.node}, ${machine.arch}, ${machine.cores} × ${machine.cpu}, ${machine.memoryGB} GB`,
    `SHA-256 at ${machine.shaGBPerSecond} GB/s: ${extensions}`,
    quick ? 'quick: shows that everything works; do not believe the figures' : '',
    '',
  ].join('\n')
}

function finish(measured: readonly Measured[]): void {
  const bounds = measured.flatMap(({ results }) => results).filter(({ verdict }) => verdict !== undefined)
  console.log(`${bounds.length - countMisses(measured)} of ${bounds.length} bounds held`)
}

function countMisses(measured: readonly Measured[]): number {
  return measured.flatMap(({ results }) => results).filter(({ verdict }) => verdict === 'MISS').length
}

async function writeFigures(
  file: string,
  { machine, command, measured }: { machine: Machine; command: Command; measured: readonly Measured[] },
): Promise<void> {
  const sectionFigures = measured.map(({ section, runs, results }) => ({ name: section.name, runs, results }))
  const figures = { machine, quick: command.quick, sections: sectionFigures }
  await writeFile(file, `${JSON.stringify(figures, null, 2)}\n`)
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
})
