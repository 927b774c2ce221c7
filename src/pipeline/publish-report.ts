import type { App } from '../app.ts'
import type { Alarm } from '../deliveries/alarms.ts'
import type { DeliverySums } from '../deliveries/delivery.ts'
import type { FileRecord } from '../posts/known.ts'
import type { ScanReport } from '../posts/plan.ts'
import { standingOf } from '../posts/scan-report.ts'
import type { ServerTrouble } from '../smtp/servers.ts'
import type { PersonCase } from '../store/deliveries.ts'
import type { DoneEdition } from '../store/under-way.ts'
import type { EditionSummary } from './compose.ts'
import type { Held } from './hold-editions.ts'
import type { FeedReport } from './syndicate.ts'

/** What a run did; `--json` prints it. */
export type PublishReport = {
  mode: App['mode']
  posts: ScanReport
  feeds: FeedReport
  editions: EditionSummary[]
  /** Whether the run was told to end before every digest that is due was planned. */
  unplanned: boolean
  /** Editions with which nothing is left to do since; each is told of once, and once more when it has grown. */
  done: DoneEdition[]
  deliveries: DeliverySums
  /** Why nothing more was sent, or null. */
  halted: string | null
  /** Editions that wait for a person: publish --approve sends them. */
  held: Held[]
  /** Why messages are left for later: a limit of the day, or another run that has them in hand; or null. */
  waits: string | null
  /** Receivers that refused the sender, not somebody's address: in this run, or in a report that came back since the last. */
  alarms: Alarm[]
  /** Mail servers that a person has to look at, although others carried. */
  servers: ServerTrouble[]
  /** Deliveries that a person has to look at. */
  attention: PersonCase[]
  /** Why the WebSub hub could not be told of changed feeds, or null; the next run tries again. */
  hub: string | null
}

/** The report of a run that has done nothing yet. `feeds`: those that stand. */
export function emptyReport(app: App, records: FileRecord[], feeds: string[]): PublishReport {
  const { site } = app.config
  const nothing = { new: [], edited: [], renamed: [], withdrawn: [] }
  return {
    mode: app.mode,
    posts: { ...nothing, ...standingOf(records, { host: new URL(site.url).hostname, zone: site.timezone }) },
    feeds: { written: [], unchanged: feeds, failed: null, left: 0 },
    editions: [],
    unplanned: false,
    done: [],
    deliveries: { accepted: 0, deferred: 0, bounced: 0, inDoubt: 0, queued: 0 },
    halted: null,
    waits: null,
    alarms: [],
    servers: [],
    held: [],
    attention: [],
    hub: null,
  }
}
