import { join } from 'node:path'
import { DateTime } from 'luxon'
import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { readWitness } from '../files/witness.ts'
import { countedIntents } from '../store/witness.ts'

/**
 * A store that is older than what was mailed from this site. `mailed` and `known` count the groups of messages that were let
 * go, by the file beside the store and by the store; `lastMailedAt` is in milliseconds. `message` is for a person.
 */
export type Restored = { mailed: number; known: number; lastMailedAt: number; message: string }

/** Where the witness of a site lies. */
export function witnessPath({ paths }: App): string {
  return join(paths.state, 'witness')
}

/** Tells a store that was put back from a backup, and knows less than was mailed; null when it knows all of it. */
export async function restoredBackup(app: App): Promise<Restored | null> {
  const witness = readWitness(witnessPath(app))
  if (witness === null) return null
  const known = await countedIntents(app.store.db)
  if (witness.count <= known) return null
  return { mailed: witness.count, known, lastMailedAt: witness.at, message: messageOf(app, witness, known) }
}

function messageOf(
  { config, environment, paths }: App,
  { count, at }: { count: number; at: number },
  known: number,
): string {
  const { timezone } = config.site
  const when = DateTime.fromMillis(at, { zone: timezone, locale: 'en' }).toFormat('ccc d LLL yyyy HH:mm')
  const store = environment.databaseUrl ? 'The database in DATABASE_URL' : 'dateline.db'
  const settle = (how: string) => npmRun(paths.root, 'dateline', 'deliveries', 'restored', how)
  return (
    `${store} is older than what was mailed: it knows of ${known} groups of messages, and data/witness of ${count}, ` +
    `the last on ${when} (${timezone}). Was a backup put back? Nothing is mailed before you say how to go on: ` +
    `"${settle('--skip')}" mails nothing again that may have gone out, ` +
    `"${settle('--send')}" mails all that this database takes for unsent.`
  )
}
