import { describe, expect, it } from 'vitest'
import { announce, NOW, planForAll, subscribe, takeLease } from '../../test/support/ledger.ts'
import { addWish, letterFor } from '../../test/support/sign-ups.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { postsHadBy, recentDigests } from './catch-up.ts'
import { planUrgent } from './plan-urgent.ts'
import { unsubscribe } from './subscribers.ts'

describe.each(KINDS)('digests of the past in %s', (kind) => {
  it('are told newest first, with what is known of their posts', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    await subscribe(db, 'ada')
    const posts = await announce(db, lease, 'first', 'second')
    const one = await planForAll(db, lease, 'one', posts)
    await db.updateTable('subscribers').set({ due_at: NOW }).execute()
    const two = await planForAll(db, lease, 'two', posts.slice(1))
    const told = posts.map(({ id, seq }) => ({ id, seq, tags: ['news'], withdrawnAt: null }))
    expect(await recentDigests(db, 10)).toEqual([
      { id: two, createdAt: NOW, posts: told.slice(1) },
      { id: one, createdAt: NOW, posts: told },
    ])
    expect((await recentDigests(db, 1)).map(({ id }) => id)).toEqual([two])
  })

  it('are none that were stopped, and no letters', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const { id } = await subscribe(db, 'ada')
    await planForAll(db, lease, 'one', await announce(db, lease, 'first'))
    await db.updateTable('editions').set({ state: 'stopped' }).execute()
    await planUrgent(db, { kind: 'welcomes' }, [letterFor(await addWish(db, id, 'new'), id, 'welcome')], NOW)
    expect(await recentDigests(db, 10)).toEqual([])
  })

  it('tell which posts somebody was sent, and not those that were cancelled', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [ada, bob, cy] = [await subscribe(db, 'ada'), await subscribe(db, 'bob'), await subscribe(db, 'cy')]
    const posts = await announce(db, lease, 'first', 'second')
    await planForAll(db, lease, 'one', posts)
    await unsubscribe(db, { subscriberId: bob.id, reason: 'one-click', now: NOW })
    const had = await postsHadBy(db, [ada.id, bob.id])
    expect([had.get(ada.id), had.get(bob.id), had.get(cy.id)]).toEqual([
      new Set(posts.map(({ id }) => id)),
      new Set(),
      undefined,
    ])
  })
})
