import type { Kind } from '../support/stores.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'

/** How hard a row tries. */
export type Setting = {
  random: Random
  isQuick: boolean
  /** Of the rows that kill at random. */
  kills: number
  database: Kind
  /** Makes an empty database on PostgreSQL. */
  freshDatabase: () => Promise<{ url: string; drop: () => Promise<void> }>
}

export type Finding = Tally & { runs: number }

/** One fault: it is made so often, and what came of it. `on` names the only database that it is for. */
export type Row = {
  name: string
  on?: Kind
  run: (setting: Setting) => Promise<Finding | { skipped: string }>
}
