import { randomUUID } from 'node:crypto'
import type { App } from '../app.ts'
import { nextDue } from '../digests/schedule.ts'
import { type ListedPerson, type Standing, standingsOf } from '../store/import-standing.ts'
import { type ImportedSubscriber, importSubscribers } from '../store/import-subscribers.ts'
import { importSuppressions, listed } from '../store/import-suppressions.ts'
import { evidenceOf } from '../subscribers/csv-evidence.ts'
import type { ImportRow } from '../subscribers/csv-row.ts'
import { hasEnded } from '../subscribers/csv-state.ts'
import type { KeptSuppression } from '../subscribers/csv-suppression.ts'
import { suppressionKeys } from '../subscribers/forgotten.ts'
import type { Preferences } from '../subscribers/subscriber.ts'
import type { Counts } from './import-lines.ts'

/** Rows of a list; `first` is the line in which the same address stood before. */
export type Batch = { rows: { row: ImportRow; first?: number }[]; suppressions: KeptSuppression[] }

/** `last` is the last announcement number, `source` how these people came. */
export type Means = { write: boolean; last: number; source: string; defaults: Preferences }

/** Counts what a batch adds, and adds it when it is to be written. */
export async function takeBatch(app: App, batch: Batch, means: Means, counts: Counts): Promise<void> {
  const { db } = app.store
  const now = app.clock()
  const people = batch.rows.map(({ row }) => completed(app, row, means))
  const standings = means.write ? (await importSubscribers(db, people, now)).standings : await standingsOf(db, people)
  standings.forEach((standing, index) => {
    const isRepeated = batch.rows[index]!.first !== undefined
    count(counts, people[index]!, isRepeated && standing === 'new' ? 'leaves' : standing)
  })
  await takeSuppressions(app, batch.suppressions, means, counts)
  if (means.write) counts.hasWritten ||= counts.fresh + counts.left + counts.addresses > 0
}

async function takeSuppressions(app: App, list: KeptSuppression[], { write }: Means, counts: Counts): Promise<void> {
  if (list.length === 0) return
  const { db } = app.store
  const standings = write
    ? (await importSuppressions(db, list, app.clock())).standings
    : await standingsOf(db, list.map(listed))
  counts.addresses += standings.filter((standing) => standing === 'new').length
  counts.left += standings.filter((standing) => standing === 'leaves').length
}

function count(counts: Counts, { state, cursor }: ImportedSubscriber, standing: Standing): void {
  switch (standing) {
    case 'new':
      counts.fresh++
      counts.states[state]++
      counts.furthest = Math.max(counts.furthest, cursor)
      return
    case 'known':
    case 'gone':
      counts.known++
      return
    case 'suppressed':
      counts.suppressed++
      return
    case 'leaves':
      counts.left++
      return
    default:
      standing satisfies never
  }
}

/** A row with what the list does not say. Where nothing is announced yet, the numbers of an export are kept as they are. */
function completed(
  app: App,
  row: ImportRow,
  { last, source, defaults, write }: Means,
): ImportedSubscriber & ListedPerson {
  const now = app.clock()
  const preferences = { ...defaults, ...row.preferences }
  const state = row.state ?? 'active'
  const isExported = row.tokenEpoch !== undefined
  const cursor = row.cursor ?? last
  return {
    ...preferences,
    ...(row.id !== undefined && { id: row.id }),
    address: row.address,
    addressKey: row.key,
    forgottenKeys: () => suppressionKeys(app.keys, row.key).slice(1),
    name: row.name,
    state,
    cursor: last === 0 ? cursor : Math.min(cursor, last),
    dueAt: row.dueAt ?? nextDue(preferences, now, app.config.digest.schedule),
    pausedUntil: row.pausedUntil ?? null,
    tokenEpoch: row.tokenEpoch ?? 1,
    createdAt: row.createdAt ?? row.askedAt ?? now,
    confirmedAt: row.confirmedAt ?? null,
    endedAt: row.endedAt ?? (hasEnded(state) && !isExported ? now : null),
    leaveReason: row.leaveReason ?? null,
    source: row.source ?? source,
    ...(row.suppression && { suppression: row.suppression }),
    consents: row.consents ?? (isExported || !write ? [] : evidenceOf(row, source, randomUUID)),
  }
}
