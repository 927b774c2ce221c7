import type { KeptSuppression } from '../subscribers/csv-suppression.ts'
import { type Db, transact } from './db.ts'
import { endThoseWhoLeft, type Imported, standingsOf } from './import-standing.ts'
import { keepSuppressions } from './suppressions.ts'

/** Keeps addresses, or hashes of them, from getting mail. Who came here by themselves since then goes on getting it. */
export async function importSuppressions(db: Db, batch: KeptSuppression[], now: number): Promise<Imported> {
  return transact(db, async (trx) => {
    const people = batch.map(listed)
    const standings = await standingsOf(trx, people)
    const left = await endThoseWhoLeft(trx, people, now)
    await keepSuppressions(
      trx,
      batch.filter((_, index) => standings[index] !== 'known'),
    )
    return { standings, added: standings.filter((standing) => standing === 'new').length, left }
  })
}

/** A suppression as the person of whom a list says that they left. */
export function listed({ key, reason, at, detail }: KeptSuppression) {
  return { addressKey: key, state: reason, endedAt: at, source: detail }
}
