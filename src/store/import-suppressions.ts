import { sql } from 'kysely'
import type { KeptSuppression } from '../subscribers/csv-suppression.ts'
import { type Db, type Trx, transact } from './db.ts'
import type { Imported } from './import-standing.ts'
import { endThoseWhoLeft, standingsOf } from './import-standing.ts'
import { tableOf } from './rows.ts'

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

const COLUMNS = { address_key: 'text', reason: 'text', detail: 'text', created_at: 'integer' } as const
const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]

/** Writes suppressions down; where there is one already, the weightier reason stays. */
export async function keepSuppressions(trx: Trx, suppressions: KeptSuppression[]): Promise<void> {
  if (suppressions.length === 0) return
  const rows = [...new Map(suppressions.map((one) => [one.key, one])).values()].map(({ key, reason, detail, at }) => ({
    ...{ address_key: key, reason, detail, created_at: at },
  }))
  await trx
    .insertInto('suppressions')
    .columns(NAMES)
    .expression(
      trx
        .selectFrom(tableOf<(typeof rows)[number]>(trx, COLUMNS, rows))
        .select(NAMES)
        .where((eb) => eb.lit(true)),
    )
    .onConflict((conflict) =>
      conflict
        .column('address_key')
        .doUpdateSet((eb) => ({ reason: eb.ref('excluded.reason'), detail: eb.ref('excluded.detail') }))
        .where(sql<boolean>`suppressions.reason = 'unsubscribed' and excluded.reason <> 'unsubscribed'`),
    )
    .execute()
}
