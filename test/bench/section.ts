/** Figures by name, each in the unit of its row. */
export type Figures = Record<string, number>

/** How a figure is written. */
export type Unit = 'F' | 'times' | 'percent' | 'ns' | 'us' | 'ms' | 'MB' | 'kB' | 'bytes' | 'MB/s' | 'count'

/** One line of the table. */
export interface Row {
  /** The name of the figure. */
  figure: string
  what: string
  unit: Unit
}

/** How a section is run. */
export interface RunContext {
  /** Short: to see that everything works, not to believe the figures. */
  quick: boolean
  /** Told how much is done, from 0 to 1. */
  progress: (done: number) => void
}

/** A part of the benchmark: what it measures in one go, in a process of its own. */
export interface Section {
  name: string
  title: string
  rows: readonly Row[]
  /** In how many processes it is measured; each figure is the median of theirs. */
  processes: number
  run(context: RunContext): Promise<Figures>
  /** Figures that are too many for rows, as a table in Markdown that documents take as it is. */
  table?(figures: Figures): string
}
