import { sql } from 'kysely'
import type { KeptSuppression } from '../subscribers/csv-suppression.ts'
import type { Trx } from './db.ts'
import { tableOf } from './rows.ts'

const COLUMNS = { address_key: 'text', reason: 'text', detail: 'text', created_at: 'integer' } as const
const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]

/** Keeps addresses from getting mail, whoever adds them again. Where one is kept already, the weightier reason stays. */
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
