import { describe, expect, it } from 'vitest'
import { announce, NOW, newEdition, planFor, subscribe } from '../../test/support/ledger.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { claimDeliveries, markSending, type Sending } from './claims.ts'
import { planChunk } from './compose.ts'
import type { Db } from './db.ts'
import { hasDeliverable } from './deliveries.ts'
import { stopEditionsWith } from './editions.ts'
import { approveEditions, editionsToUnpark, heldEditions, parkClaims, unparkSome } from './held-editions.ts'
import { recordOutcomes } from './outcomes.ts'
import { unsubscribe } from './subscribers.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }

async function hold(db: Db, id: number): Promise<void> {
  await db.updateTable('editions').set({ held_at: NOW, held_why: 'too large' }).where('id', '=', id).execute()
}

async function rowsOf(db: Db) {
  return db.selectFrom('deliveries').select(['state', 'parked', 'owner', 'attempts']).orderBy('id').execute()
}

/** Plans an edition that is held from the beginning. */
async function planHeld(db: Db, ...names: string[]) {
  const { lease, posts } = await planFor(db, 'somebody')
  await db.updateTable('deliveries').set({ state: 'accepted' }).execute()
  const [second] = await announce(db, lease, 'second')
  for (const name of names) await subscribe(db, name, { cursor: 1 })
  const edition = newEdition('held', [second!.id])
  const decide = () => ({ edition, cursor: 2, dueAt: NOW + 9 })
  const holds = new Map([['held', 'too large']])
  const { planned } = await planChunk(db, lease, { now: NOW, force: false, limit: 100, decide, holds })
  return { lease, posts, second: second!, editionId: planned[0]!.editionId }
}

describe.each(KINDS)('an edition that is planned held in %s', (kind) => {
  it('is shown with its reason and with who waits, and gives nobody anything to send', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planHeld(db, 'ada', 'bob')
    expect(await heldEditions(db)).toEqual([
      { id: editionId, key: 'held', subject: 'Digest held', waiting: 2, heldAt: NOW, why: 'too large' },
    ])
    expect(await hasDeliverable(db, CLAIM)).toBe(false)
    expect(await claimDeliveries(db, CLAIM)).toEqual([])
    const cursors = await db.selectFrom('subscribers').select('cursor').where('address', 'like', 'a%').execute()
    expect(cursors).toEqual([{ cursor: 2 }])
  })

  it('parks what it gains later, whatever the plan says', async () => {
    const { db } = await freshStore(kind)
    const { lease, second } = await planHeld(db, 'ada')
    await subscribe(db, 'late', { cursor: 1 })
    const decide = () => ({ edition: newEdition('held', [second.id]), cursor: 2, dueAt: NOW + 9 })
    await planChunk(db, lease, { now: NOW, force: false, limit: 100, decide })
    expect((await rowsOf(db)).filter(({ parked }) => parked === 1)).toHaveLength(2)
  })

  it('goes out once it is approved, in pieces that may be stopped between', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planHeld(db, 'ada', 'bob', 'cleo')
    expect(await approveEditions(db, [editionId], NOW + 1)).toEqual([editionId])
    expect(await approveEditions(db, [editionId], NOW + 2)).toEqual([])
    expect(await unparkSome(db, editionId, 2)).toBe(true)
    expect(await editionsToUnpark(db)).toEqual([editionId])
    expect(await unparkSome(db, editionId, 2)).toBe(false)
    expect(await editionsToUnpark(db)).toEqual([])
    expect(await claimDeliveries(db, CLAIM)).toHaveLength(3)
    expect(await heldEditions(db)).toEqual([])
  })

  it('stays parked when it is held again before all of it was let go', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planHeld(db, 'ada', 'bob', 'cleo')
    await approveEditions(db, [editionId], NOW + 1)
    await unparkSome(db, editionId, 1)
    await hold(db, editionId)
    expect(await unparkSome(db, editionId, 10)).toBe(false)
    expect((await rowsOf(db)).filter(({ parked }) => parked === 1)).toHaveLength(2)
    expect(await claimDeliveries(db, CLAIM)).toEqual([])
    expect((await rowsOf(db)).filter(({ parked }) => parked === 1)).toHaveLength(3)
  })

  it('is not held again by the plan that goes on while a person lets it go', async () => {
    const { db } = await freshStore(kind)
    const { lease, editionId, second } = await planHeld(db, 'ada')
    await approveEditions(db, [editionId], NOW + 1)
    const decide = () => ({ edition: newEdition('held', [second.id]), cursor: 2, dueAt: NOW + 9 })
    const plan = { force: false, limit: 100, decide, holds: new Map([['held', 'too large']]) }
    await subscribe(db, 'bob', { cursor: 1 })
    await planChunk(db, lease, { ...plan, now: NOW })
    expect(await heldEditions(db)).toEqual([])
    await subscribe(db, 'cleo', { cursor: 1 })
    await planChunk(db, lease, { ...plan, now: NOW + 2 })
    expect(await heldEditions(db)).toMatchObject([{ id: editionId }])
  })

  it('is shown as long as something in doubt waits to be sent once more', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planHeld(db, 'ada')
    const doubtful = { state: 'in_doubt' as const, attempts: 1 }
    const rows = db.updateTable('deliveries').where('edition_id', '=', editionId)
    await rows.set({ ...doubtful, hold_until: NOW + 5 }).execute()
    expect(await heldEditions(db)).toMatchObject([{ id: editionId, waiting: 1 }])
    await rows.set({ ...doubtful, hold_until: null }).execute()
    expect(await heldEditions(db)).toEqual([])
  })

  it('is stopped with the post in it, and is held no longer when the post comes back', async () => {
    const { db } = await freshStore(kind)
    const { lease, second } = await planHeld(db, 'ada')
    expect(await stopEditionsWith(db, second.id, NOW)).toHaveLength(1)
    expect(await heldEditions(db)).toEqual([])
    const decide = () => ({ edition: newEdition('held', [second.id]), cursor: 2, dueAt: NOW + 9 })
    await planChunk(db, lease, { now: NOW, force: false, limit: 100, decide })
    expect(await claimDeliveries(db, CLAIM)).toHaveLength(1)
  })
})

describe.each(KINDS)('an edition that is held on its way in %s', (kind) => {
  it('is passed over by claims, which go on to the next edition', async () => {
    const { db } = await freshStore(kind)
    const { lease, editionId } = await planFor(db, 'ada', 'bob')
    const [second] = await announce(db, lease, 'second')
    await subscribe(db, 'cleo', { cursor: 1 })
    const decide = () => ({ edition: newEdition('two', [second!.id]), cursor: 2, dueAt: NOW + 9 })
    await planChunk(db, lease, { now: NOW + 1, force: false, limit: 100, decide })
    await hold(db, editionId)
    const claims = await claimDeliveries(db, { ...CLAIM, limit: 1 })
    expect(claims).toMatchObject([{ address: 'cleo@example.org' }])
    expect((await rowsOf(db)).slice(0, 2)).toMatchObject([
      { parked: 1, state: 'ready' },
      { parked: 1, state: 'ready' },
    ])
  })

  it('lets no further dot be sent: claims are given back and parked, none is cancelled', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planFor(db, 'ada', 'bob', 'cleo')
    const claims = await claimDeliveries(db, CLAIM)
    expect(await markSending(db, CLAIM, claims.slice(0, 1))).toEqual(new Set([claims[0]!.id]))
    await hold(db, editionId)
    const told: Parameters<NonNullable<Sending['committed']>>[0][] = []
    const sending = { ...CLAIM, committed: (commit: (typeof told)[0]) => void told.push(commit) }
    expect(await markSending(db, sending, claims.slice(1, 2))).toEqual(new Set())
    expect(told).toEqual([{ intents: null, held: new Set([editionId]) }])
    expect(await parkClaims(db, CLAIM.owner, claims)).toEqual(new Set([editionId]))
    expect(await rowsOf(db)).toEqual([
      { state: 'sending', parked: 0, owner: 'worker', attempts: 1 },
      { state: 'ready', parked: 1, owner: null, attempts: 0 },
      { state: 'ready', parked: 1, owner: null, attempts: 0 },
    ])
    const accepted = { ...claims[0]!, state: 'accepted' as const, reply: '250 OK', countsAttempt: true }
    expect(await recordOutcomes(db, CLAIM.owner, [accepted], NOW)).toEqual([])
  })

  it('still lets go who unsubscribes', async () => {
    const { db } = await freshStore(kind)
    const { editionId, subscribers } = await planFor(db, 'ada', 'bob')
    await hold(db, editionId)
    await claimDeliveries(db, CLAIM)
    await unsubscribe(db, { subscriberId: subscribers[0]!.id, reason: 'page', now: NOW })
    expect(await rowsOf(db)).toMatchObject([
      { state: 'cancelled', parked: 0 },
      { state: 'ready', parked: 1 },
    ])
    expect(await heldEditions(db)).toMatchObject([{ waiting: 1 }])
  })

  it('holds up nothing that people wait for', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planFor(db, 'ada')
    await db.updateTable('deliveries').set({ lane: 1 }).execute()
    await hold(db, editionId)
    const claims = await claimDeliveries(db, { ...CLAIM, lane: 'urgent' })
    expect(await markSending(db, CLAIM, claims)).toEqual(new Set(claims.map(({ id }) => id)))
  })
})

describe('an edition that is approved while somebody claims, in postgres', () => {
  it('loses nobody: a claim never cancels what was held a moment before', async () => {
    const place = await freshPlace('postgres')
    const [mine, theirs] = [await openAt(place), await openAt(place)]
    const { editionId } = await planFor(mine.db, 'ada', 'bob')
    for (let round = 0; round < 20; round++) {
      await hold(mine.db, editionId)
      const [claims] = await Promise.all([
        claimDeliveries(theirs.db, { ...CLAIM, owner: `claimer ${round}` }),
        approveEditions(mine.db, [editionId], NOW),
      ])
      expect(await rowsOf(mine.db)).not.toContainEqual(expect.objectContaining({ state: 'cancelled' }))
      while (await unparkSome(mine.db, editionId, 10));
      if (claims.length > 0) await mine.db.updateTable('deliveries').set({ state: 'ready', owner: null }).execute()
    }
    expect(await claimDeliveries(mine.db, CLAIM)).toHaveLength(2)
  })
})
