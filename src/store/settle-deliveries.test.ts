import { describe, expect, it } from 'vitest'
import { NOW, planFor } from '../../test/support/ledger.ts'
import { race } from '../../test/support/races.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import type { DeliveryState } from '../deliveries/delivery.ts'
import { claimDeliveries, markSending, releaseClaims } from './claims.ts'
import type { Db } from './db.ts'
import { recoverDeliveries } from './deliveries.ts'
import { stopEditionsWith } from './editions.ts'
import { recordOutcomes, type Settled } from './outcomes.ts'
import { giveUpDeliveries, resendDeliveries } from './settle-deliveries.ts'
import { unsubscribe } from './subscribers.ts'

const MINUTE = 60_000
const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }
const LATER = { ...CLAIM, now: NOW + 99 * MINUTE }

/** Sends what can be claimed, with this end. */
async function sendAll(db: Db, settled: Omit<Settled, 'id' | 'epoch' | 'countsAttempt'>, claim = CLAIM) {
  const claims = await claimDeliveries(db, claim)
  await markSending(db, claim, claims)
  const outcomes = claims.map(({ id, epoch }) => ({ id, epoch, countsAttempt: true, ...settled }))
  await recordOutcomes(db, claim.owner, outcomes, claim.now)
  return claims.map(({ id }) => id)
}

const inDoubt = { state: 'in_doubt' as const, reply: 'connection closed', holdUntil: NOW + 11 * MINUTE }
const bounced = { state: 'bounced' as const, reply: '554 5.7.1 policy' }

async function rowsOf(db: Db) {
  return db.selectFrom('deliveries').select(['state', 'attempts', 'resends', 'hold_until']).orderBy('id').execute()
}

async function attemptsOf(db: Db) {
  return db.selectFrom('attempts').select(['state', 'reply']).orderBy('epoch').execute()
}

describe.each(KINDS)('what a person says about a delivery in %s', (kind) => {
  it('sends what is in doubt at once, whatever the policy of the site', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const ids = await sendAll(db, inDoubt)
    expect(await resendDeliveries(db, ids, NOW + 1)).toEqual(ids)
    expect(await resendDeliveries(db, ids, NOW + 2)).toEqual([])
    expect(await claimDeliveries(db, { ...CLAIM, resendInDoubt: false })).toMatchObject([{ id: ids[0], attempt: 1 }])
  })

  it('does not have it sent again by itself when it falls in doubt again, and a person may say so once more', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const ids = await sendAll(db, inDoubt)
    await resendDeliveries(db, ids, NOW)
    await sendAll(db, inDoubt)
    expect(await rowsOf(db)).toEqual([{ state: 'in_doubt', attempts: 1, resends: 1, hold_until: null }])
    expect(await claimDeliveries(db, LATER)).toEqual([])
    await resendDeliveries(db, ids, NOW)
    await markSending(db, { ...CLAIM, leaseMs: 0 }, await claimDeliveries(db, CLAIM))
    await recoverDeliveries(db, { now: NOW, holdMs: 0 })
    expect(await rowsOf(db)).toEqual([{ state: 'in_doubt', attempts: 1, resends: 1, hold_until: null }])
    expect(await claimDeliveries(db, LATER)).toEqual([])
  })

  it('sends what bounced once its cause is mended, and keeps what the server had answered', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const ids = await sendAll(db, bounced)
    expect(await resendDeliveries(db, ids, NOW)).toEqual(ids)
    await sendAll(db, { state: 'accepted', reply: '250 ok' })
    expect(await rowsOf(db)).toMatchObject([{ state: 'accepted', resends: 0 }])
    expect(await attemptsOf(db)).toMatchObject([bounced, { state: 'ready' }])
  })

  it('is still to be sent when a worker gives its claim back', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const ids = await sendAll(db, inDoubt)
    await resendDeliveries(db, ids, NOW)
    await claimDeliveries(db, CLAIM)
    await releaseClaims(db, CLAIM.owner)
    expect(await claimDeliveries(db, { ...CLAIM, resendInDoubt: false })).toHaveLength(1)
  })

  it('keeps once what became of a message whose sender stopped', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const claims = await claimDeliveries(db, CLAIM)
    await markSending(db, { ...CLAIM, leaseMs: 0 }, claims)
    await recoverDeliveries(db, { now: NOW, holdMs: 0 })
    await resendDeliveries(db, [claims[0]!.id], NOW)
    expect(await attemptsOf(db)).toMatchObject([{ state: 'in_doubt' }, { state: 'ready' }])
  })

  it('keeps an answer that was given before answers were kept, and no answer twice', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const ids = await sendAll(db, bounced)
    await db.deleteFrom('attempts').execute()
    await resendDeliveries(db, ids, NOW)
    await sendAll(db, bounced)
    await resendDeliveries(db, ids, NOW)
    expect(await attemptsOf(db)).toMatchObject([bounced, { state: 'ready' }, bounced, { state: 'ready' }])
  })

  it('sends nothing to who has left, to a suppressed address, or of an edition that was stopped', async () => {
    const { db } = await freshStore(kind)
    const { subscribers, editionId } = await planFor(db, 'ada', 'bob')
    const ids = await sendAll(db, inDoubt)
    await unsubscribe(db, { subscriberId: subscribers[0]!.id, reason: 'page', now: NOW })
    expect(await resendDeliveries(db, [ids[0]!], NOW)).toEqual([])
    await db.updateTable('editions').set({ state: 'stopped' }).where('id', '=', editionId).execute()
    expect(await resendDeliveries(db, ids, NOW)).toEqual([])
  })

  it('leaves alone what was accepted, what waits and what is being sent', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    for (const state of ['accepted', 'ready', 'deferred', 'cancelled'] satisfies DeliveryState[]) {
      await db.updateTable('deliveries').set({ state, next_at: NOW }).execute()
      const ids = (await db.selectFrom('deliveries').select('id').execute()).map(({ id }) => id)
      expect(await resendDeliveries(db, ids, NOW)).toEqual([])
    }
    await db.updateTable('deliveries').set({ state: 'ready', next_at: null }).execute()
    const claims = await claimDeliveries(db, CLAIM)
    expect(await resendDeliveries(db, [claims[0]!.id], NOW)).toEqual([])
    await markSending(db, CLAIM, claims)
    expect(await resendDeliveries(db, [claims[0]!.id], NOW)).toEqual([])
    expect(await giveUpDeliveries(db, [claims[0]!.id], NOW)).toEqual([])
  })

  it('stays in doubt, and is never sent again, when it is given up', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const ids = await sendAll(db, inDoubt)
    expect(await giveUpDeliveries(db, ids, NOW)).toEqual(ids)
    expect(await giveUpDeliveries(db, ids, NOW + 1)).toEqual([])
    expect(await rowsOf(db)).toMatchObject([{ state: 'in_doubt', hold_until: null }])
    expect(await claimDeliveries(db, LATER)).toEqual([])
  })

  it('cancels what waits when it is given up, also from under a worker that has claimed it, and can take that back', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const claims = await claimDeliveries(db, CLAIM)
    const ids = claims.map(({ id }) => id)
    expect(await giveUpDeliveries(db, ids, NOW)).toEqual(ids)
    expect(await markSending(db, CLAIM, claims)).toEqual(new Set())
    expect(await rowsOf(db)).toMatchObject([{ state: 'cancelled' }])
    expect(await resendDeliveries(db, ids, NOW)).toEqual(ids)
    expect(await sendAll(db, { state: 'accepted', reply: '250 ok' })).toEqual(ids)
  })

  it('leaves in doubt what was sent before and is given up while it waits', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const ids = await sendAll(db, inDoubt)
    await resendDeliveries(db, ids, NOW)
    expect(await giveUpDeliveries(db, ids, NOW)).toEqual(ids)
    expect(await giveUpDeliveries(db, ids, NOW)).toEqual([])
    expect(await rowsOf(db)).toMatchObject([{ state: 'in_doubt', hold_until: null }])
  })

  it('keeps a post that was withdrawn since from going out again', async () => {
    const { db } = await freshStore(kind)
    const { posts } = await planFor(db, 'ada')
    const ids = await sendAll(db, bounced)
    expect(await stopEditionsWith(db, posts[0]!.id, NOW)).toHaveLength(1)
    expect(await resendDeliveries(db, ids, NOW)).toEqual([])
  })

  it('sends once for each time that somebody says so, while others say the same and workers claim', async () => {
    const place = await freshPlace(kind)
    const { db } = await openAt(place)
    const names = Array.from({ length: 20 }, (_, n) => `reader${n}`)
    await planFor(db, ...names)
    const ids = await sendAll(db, inDoubt, { ...CLAIM, limit: 20 })
    const done = (await race<{ id: number; act: 'resent' | 'sent' }>('settle', place, 3)).flat()
    const rows = await db.selectFrom('deliveries').select(['id', 'state']).execute()
    const times = (id: number, act: 'resent' | 'sent') => done.filter((one) => one.id === id && one.act === act).length
    const waits = (id: number) => (rows.find((row) => row.id === id)?.state === 'ready' ? 1 : 0)
    expect(ids.filter((id) => times(id, 'sent') + waits(id) !== times(id, 'resent'))).toEqual([])
    expect(done.length).toBeGreaterThan(20)
  })
})
