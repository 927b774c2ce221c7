import { DatabaseSync } from 'node:sqlite'
import type { Site } from './site.ts'

/** Ends the lease of a killed run of a rehearsing site, for which the next one would wait. */
export function forgetLease(site: Site): void {
  const database = new DatabaseSync(site.path('data/rehearsal/dateline.db'))
  database.exec('update locks set until = 0')
  database.close()
}
