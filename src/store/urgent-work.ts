import { sql } from 'kysely'
import type { Db } from './db.ts'

/** True when somebody has asked for something, or confirmed it, and nothing was planned for them yet. */
export async function hasUrgentWork(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: number }>`select 1 as found where exists (select 1 from sign_ups)
    or exists (select 1 from consents where planned_at is null and confirmed_at is null)
    or exists (select 1 from consents where welcomed_at is null and confirmed_at is not null and kind = 'subscribe')
  `.execute(db)
  return rows.length > 0
}
