import { existsSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { HOLD_MS } from '../../src/pipeline/hold.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { claimDeliveries } from '../../src/store/claims.ts'
import { findSubscriberByKey } from '../../src/store/subscribers.ts'
import { liveSite } from '../support/live-site.ts'
import { post } from '../support/site.ts'
import { KINDS } from '../support/stores.ts'
import { subscribe } from '../support/subscribers.ts'

const ADA = 'ada.lovelace@example.net'
const TYPED = 'Ada.Lovelace@Example.NET'

/** Every row of every table, as JSON. */
async function dumpOf({ store: { db, kind } }: App): Promise<string> {
  const tables =
    kind === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table'`
      : sql<{
          name: string
        }>`select table_name as name from information_schema.tables where table_schema = current_schema()`
  const dump: Record<string, unknown[]> = {}
  for (const { name } of (await tables.execute(db)).rows) {
    dump[name] = (await sql`select * from ${sql.table(name)}`.execute(db)).rows
  }
  return JSON.stringify(dump)
}

describe.each(KINDS)('somebody who is to be forgotten, on %s', (kind) => {
  it('leaves nothing of their address in any table, nor in the file of the database', async () => {
    let isGone = false
    const { site, app, clock, run, signUp, confirm } = await liveSite(kind, (stage, { line }) =>
      isGone && stage === 'rcpt' ? { reply: `550 5.1.1 ${line.slice(8)} is unknown here` } : undefined,
    )
    await signUp(TYPED)
    await confirm()
    await sendUrgent(app)
    await subscribe(app, 'bob@example.net', { cadence: 'instant' })
    site.write('posts/two.md', post('Two', '2026-05-01', 'Something else.\n'))
    await publish(app)
    isGone = true
    clock.now += 60_000
    site.write('posts/three.md', post('Three', '2026-05-01', 'And more.\n'))
    await publish(app)
    await signUp(ADA)
    expect((await dumpOf(app)).toLowerCase().split(ADA).length).toBeGreaterThan(5)

    const { code, err } = await run('subscribers', 'forget', ADA, '--yes')
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^Forgot ada\.lovelace@example\.net: deleted the subscriber \(bounced\), /),
    ])
    expect((await dumpOf(app)).toLowerCase()).not.toContain('lovelace')
    expect(await dumpOf(app)).toContain('bob@example.net')
    if (kind === 'sqlite') {
      const files = ['', '-wal', '-shm'].map((end) => site.path(`data/dateline.db${end}`)).filter(existsSync)
      expect(files.filter((file) => readFileSync(file, 'latin1').toLowerCase().includes('lovelace'))).toEqual([])
    }
    expect((await run('subscribers', 'show', ADA)).out).toContain('forgotten; only a hash is kept')
    expect(await run('subscribers', 'forget', ADA)).toMatchObject({
      code: 0,
      err: expect.stringContaining('forgotten already'),
    })
  })

  it('is passed over by whoever adds them, and comes back by the form alone', async () => {
    const { site, app, run, signUp, confirm } = await liveSite(kind)
    await subscribe(app, ADA, { cadence: 'instant' })
    await run('subscribers', 'forget', ADA, '--yes')

    const added = await run('subscribers', 'add', TYPED)
    expect([added.code, added.err]).toEqual([2, expect.stringContaining('is suppressed (unsubscribed)')])
    site.write('old.csv', `email\n${TYPED}\nnew@example.net\n`)
    expect((await run('subscribers', 'import', site.path('old.csv'), '--yes')).err).toContain('1 suppressed')
    expect(await findSubscriberByKey(app.store.db, ADA)).toBeNull()

    await signUp(TYPED)
    await confirm()
    expect((await findSubscriberByKey(app.store.db, ADA))?.state).toBe('active')
    expect(await dumpOf(app)).not.toContain('forgotten:')
  })

  it('stays as they are until somebody says --yes', async () => {
    const { app, run } = await liveSite(kind)
    await subscribe(app, ADA)
    const before = await dumpOf(app)
    expect(await run('subscribers', 'forget', ADA)).toMatchObject({
      code: 0,
      err: `Would delete all of ${ADA}: the subscriber (active). Nothing is deleted yet: run it again with --yes.\n`,
    })
    expect(await dumpOf(app)).toBe(before)
  })

  it('waits while a message to them is on the wire, and not longer than a run that was killed', async () => {
    const { app, clock, smtp, run } = await liveSite(kind, (stage) => (stage === 'banner' ? { drop: true } : undefined))
    await subscribe(app, ADA, { cadence: 'instant' })
    await publish(app)
    expect(smtp.accepted).toEqual([])
    const claim = { owner: 'run', now: clock.now, limit: 9, resendInDoubt: true }
    expect(await claimDeliveries(app.store.db, { ...claim, leaseMs: HOLD_MS / 10 })).toHaveLength(1)
    const before = await dumpOf(app)
    expect(await run('subscribers', 'forget', ADA, '--yes')).toMatchObject({
      code: 2,
      err: `${ADA}: a message to it is on the wire. Nothing was changed: try again in a minute.\n`,
    })
    expect(await dumpOf(app)).toBe(before)
    await sql`update deliveries set lease_until = 1`.execute(app.store.db)
    expect(await run('subscribers', 'forget', ADA, '--yes')).toMatchObject({ code: 0 })
  })
})

it('an address of which nothing is stored cannot be shown or forgotten', async () => {
  const { run } = await liveSite('sqlite')
  for (const command of ['show', 'forget']) {
    const { code, err } = await run('subscribers', command, 'nobody@example.net')
    expect([code, err]).toEqual([2, 'nobody@example.net: nothing is stored of it.\n'])
  }
})
