import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { race } from '../../test/support/races.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { type Db, transact } from './db.ts'
import { lockLimits, spend, spent } from './spending.ts'

const DAY = '2026-11-21'
const all = (messages: number, period = DAY) => ({ name: 'all', period, messages })

describe.each(KINDS)('messages that went out, in %s', (kind) => {
  it('add up by name and period', async () => {
    const { db } = await freshStore(kind)
    await transact(db, (trx) => spend(trx, [all(2), all(3), all(7, '2026-11')]))
    await transact(db, (trx) => spend(trx, [all(1), { ...all(4), name: 'domain:readers.example' }]))
    expect(await spent(db, 'all', DAY)).toBe(6)
    expect(await spent(db, 'all', '2026-11')).toBe(7)
    expect(await spent(db, 'domain:readers.example', DAY)).toBe(4)
    expect(await spent(db, 'all', '2026-11-22')).toBe(0)
  })

  it('are not counted when their transaction comes to nothing', async () => {
    const { db } = await freshStore(kind)
    const broken = transact(db, async (trx) => {
      await spend(trx, [all(2)])
      throw new Error('no room on the disk')
    })
    await expect(broken).rejects.toThrow('no room')
    expect(await spent(db, 'all', DAY)).toBe(0)
  })

  it('never exceed a limit, whoever else looks at the same time', async () => {
    const place = await freshPlace(kind)
    const { db } = await openAt(place)
    const sent = await race<number>('spend', place, 3)
    expect(sent.flat()).toHaveLength(30)
    expect(await spent(db, 'all', DAY)).toBe(30)
  })
})

describe('two programs that count at once, in postgres', () => {
  it('never wait for each other, though one of them locks its limits first', async () => {
    const place = await freshPlace('postgres')
    const [mine, theirs] = [await openAt(place), await openAt(place)]
    const name = 'domain:readers.example'
    const counted = [all(1), all(1, '2026-11'), { name, period: DAY, messages: 1 }]
    let others: Promise<void> | undefined
    await mine.db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      const pid = rows[0]?.pid ?? 0
      await lockLimits(trx, [
        { name: 'all', period: DAY, limit: 9 },
        { name, period: DAY, limit: 9 },
      ])
      others = theirs.db.transaction().execute((their) => spend(their, counted))
      while (!(await isWaitedFor(mine.db, pid)));
      await spend(trx, counted)
    })
    await others
    expect(await spent(mine.db, 'all', '2026-11')).toBe(2)
  })
})

async function isWaitedFor(db: Db, pid: number): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select exists (
    select 1 from pg_locks where not granted and ${pid} = any(pg_blocking_pids(pid))) as is`.execute(db)
  return rows[0]?.is ?? false
}
