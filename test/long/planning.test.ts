import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Db } from '../../src/store/db.ts'
import { storeVariables } from '../support/live-servers.ts'
import { addManyReaders } from '../support/many-readers.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { makeSite, post } from '../support/site.ts'
import { KINDS, type Kind, openAt } from '../support/stores.ts'

/** So many that planning takes far longer than this process ever takes to look. */
const READERS = 40_000
/** Nobody listens there: what is planned stays. */
const NO_SERVER = 'smtp://127.0.0.1:9'

async function world(kind: Kind) {
  const env: Record<string, string> = { SMTP_URL: NO_SERVER, ...(await storeVariables(kind)) }
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  await runProgram(site, ['publish', '--feeds-only'], env)
  const place = env.DATABASE_URL ? { url: env.DATABASE_URL, schema: 'public' } : { file: site.path('data/dateline.db') }
  const { db } = await openAt(place)
  await addManyReaders(db, READERS)
  return { site, env, db }
}

async function planned(db: Db): Promise<number> {
  const row = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

describe.each(KINDS)('planning on %s', (kind) => {
  it('that is killed in the middle goes on with the next run, and plans everybody once', async () => {
    const { site, env, db } = await world(kind)
    for (const share of [0.1, 0.3, 0.5]) {
      const program = startProgram(site, ['publish'], env)
      while ((await planned(db)) < share * READERS) await setImmediate()
      program.child.kill('SIGKILL')
      await program.ended
      expect(await planned(db)).toBeLessThan(READERS)
    }
    const { code } = await runProgram(site, ['publish'], env)
    expect(code).toBe(1)
    expect(await planned(db)).toBe(READERS)
    const everybody = db.selectFrom('deliveries').select('subscriber_id').distinct()
    expect(await everybody.execute()).toHaveLength(READERS)
    expect(await db.selectFrom('editions').select('id').execute()).toHaveLength(1)
  })

  it('that is told to stop says so, and leaves the rest to the next run', async () => {
    const { site, env, db } = await world(kind)
    const program = startProgram(site, ['publish'], env)
    while ((await planned(db)) < READERS / 10) await setImmediate()
    program.child.kill('SIGTERM')
    const { code, err } = await program.ended
    expect(code).toBe(1)
    expect(err).toMatch(/Stopped\. Left for the next run: [\d,]+ messages, digests that were not planned yet\./)
    expect(await planned(db)).toBeLessThan(READERS)
    await runProgram(site, ['publish'], env)
    expect(await planned(db)).toBe(READERS)
  })
})
