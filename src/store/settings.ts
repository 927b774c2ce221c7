import { type Db, isPostgres, transact } from './db.ts'

export async function readSetting(db: Db, key: string): Promise<string | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value ?? null
}

export async function saveSetting(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

/** Saves a value unless there is one. Of several processes one wins; all get the value that stands. */
export async function initSetting(db: Db, key: string, value: string): Promise<string> {
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  return (await readSetting(db, key)) ?? value
}

/** Makes a new value of the one that stands; of several processes each makes its own of what the one before has made. */
export async function changeSetting(db: Db, key: string, change: (value: string | null) => string): Promise<void> {
  await transact(db, async (trx) => {
    await initSetting(trx, key, '{}')
    const row = await trx
      .selectFrom('settings')
      .select('value')
      .where('key', '=', key)
      .$if(isPostgres(trx), (query) => query.forUpdate())
      .executeTakeFirst()
    await saveSetting(trx, key, change(row?.value ?? null))
  })
}
