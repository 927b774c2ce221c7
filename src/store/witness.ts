import { sql } from 'kysely'
import type { Db, Trx } from './db.ts'
import { readSetting } from './settings.ts'

/** Name of the setting that counts them. */
export const WITNESS = 'witness'

/** Counts a transaction that lets messages go; the answer is how many there were. */
export async function countIntent(trx: Trx): Promise<number> {
  const { value } = await trx
    .insertInto('settings')
    .values({ key: WITNESS, value: '1' })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ value: sql<string>`cast(cast(settings.value as bigint) + 1 as text)` }),
    )
    .returning('value')
    .executeTakeFirstOrThrow()
  return Number(value)
}

/** How many transactions of this store let messages go. */
export async function countedIntents(db: Db): Promise<number> {
  return Number((await readSetting(db, WITNESS)) ?? 0)
}
