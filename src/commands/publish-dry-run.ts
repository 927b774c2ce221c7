import { DateTime } from 'luxon'
import type { App } from '../app.ts'
import { type Forecast, forecast } from '../pipeline/forecast.ts'
import type { Console, SharedOptions } from './console.ts'
import { UsageError } from './failure.ts'
import { costLine, heldLines } from './held-lines.ts'
import { modeLine, plural, postLines, rejectedLines, timeIn, upcomingLine } from './words.ts'

type Flags = SharedOptions & { at?: string; now?: boolean; feedsOnly?: boolean; json?: boolean }

/** Prints what `publish` would do, now or at another time. */
export async function dryRun(app: App, flags: Flags, terminal: Console): Promise<number> {
  const zone = app.config.site.timezone
  const at = flags.at === undefined ? app.clock() : timeOf(flags.at, zone)
  const plan = await forecast(app, { at, now: flags.now ?? false, feedsOnly: flags.feedsOnly ?? false })
  if (flags.json) terminal.print(JSON.stringify(plan, null, 2))
  const lines = [
    modeLine(app),
    `Dry run for ${timeIn(zone, at)} (${zone}): nothing is written, nothing is sent.`,
    ...postLines(plan.posts),
    ...feedLines(plan),
    ...openLines(plan),
    ...editionLines(plan, flags),
    ...heldLines(app, plan.held),
    ...costLine(app, planned(plan)),
    ...upcomingLine(plan.upcoming, zone),
  ]
  if (!flags.quiet) for (const line of lines) terminal.say(line)
  if (plan.halted !== null) terminal.say(plan.halted)
  for (const line of rejectedLines(plan.posts.rejected, app.paths.root)) terminal.say(line)
  return plan.halted !== null || plan.posts.rejected.length + plan.held.length > 0 ? 1 : 0
}

function planned({ editions, open }: Forecast): number {
  const before = open.reduce((sum, { ready, deferred, inDoubt }) => sum + ready + deferred + inDoubt, 0)
  return editions.reduce((sum, { subscribers }) => sum + subscribers, before)
}

function timeOf(text: string, zone: string): number {
  const time = DateTime.fromISO(text, { zone })
  if (time.isValid) return time.toMillis()
  throw new UsageError(`--at ${text}: is not a time. Write it like 2024-05-20 or 2024-05-20T08:00.`)
}

function feedLines({ feeds }: Forecast): string[] {
  if (feeds.written.length === 0) return ['Feeds: none would change.']
  return [`Feeds: ${feeds.written.map((name) => `public/${name}`).join(', ')} would change.`]
}

/** What earlier runs have left to this one. */
function openLines({ open }: Forecast): string[] {
  return open.map(({ id, subject, ready, deferred, inDoubt }) => {
    const kinds = [
      ...(ready > 0 ? [`${ready} not tried yet`] : []),
      ...(deferred > 0 ? [`${deferred} to be tried again`] : []),
      ...(inDoubt > 0 ? [`${inDoubt} in doubt, sent once more`] : []),
    ]
    return `Edition ${id}, "${subject}", would go on: ${kinds.join(', ')}.`
  })
}

function editionLines(plan: Forecast, flags: Flags): string[] {
  if (flags.feedsOnly || plan.halted !== null) return []
  if (plan.editions.length === 0) return [`Digest: no${plan.open.length > 0 ? ' new one' : 'ne'} would be sent.`]
  const why = flags.now ? 'because of --now' : 'because it is due'
  return plan.editions.map(({ subject, posts, subscribers, cadences }) => {
    const kinds = Object.entries(cadences).map(([cadence, count]) => `${count} ${cadence}`)
    return `Digest: "${subject}" with ${plural(posts.length, 'post')} to ${plural(subscribers, 'subscriber')} (${kinds.join(', ')}), ${why}.`
  })
}
