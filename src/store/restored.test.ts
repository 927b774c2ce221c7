import { describe, expect, it } from 'vitest'
import { announce, NOW, planFor, planOf, takeLease } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import type { KnownPost } from '../posts/known.ts'
import type { Db } from './db.ts'
import { stopEditionsWith } from './editions.ts'
import type { Lease } from './lock.ts'
import { applyScan, readPosts } from './posts.ts'

async function goneAndBack(db: Db, lease: Lease, post: KnownPost): Promise<void> {
  await stopEditionsWith(db, post.id, NOW)
  await applyScan(db, lease, planOf({ update: [{ ...post, withdrawnAt: NOW }] }))
  await applyScan(db, lease, planOf({ update: [post] }))
}

async function numbers(db: Db): Promise<Record<string, number>> {
  return Object.fromEntries((await readPosts(db)).map(({ slug, seq }) => [slug, seq]))
}

describe.each(KINDS)('a post that is back in %s', (kind) => {
  it('gets the next number when it was in no edition', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [first] = await announce(db, lease, 'first', 'second')
    await goneAndBack(db, lease, first!)
    expect(await numbers(db)).toEqual({ first: 3, second: 2 })
  })

  it('gets the next number when its edition was stopped before anybody got it', async () => {
    const { db } = await freshStore(kind)
    const { lease, posts } = await planFor(db, 'ada')
    await announce(db, lease, 'second')
    await goneAndBack(db, lease, posts[0]!)
    expect(await numbers(db)).toEqual({ first: 3, second: 2 })
  })

  it('keeps its number when somebody got it', async () => {
    const { db } = await freshStore(kind)
    const { lease, posts } = await planFor(db, 'ada')
    await announce(db, lease, 'second')
    await db.updateTable('deliveries').set({ state: 'accepted' }).execute()
    await goneAndBack(db, lease, posts[0]!)
    expect(await numbers(db)).toEqual({ first: 1, second: 2 })
  })

  it('keeps its number when it was only edited', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [first] = await announce(db, lease, 'first', 'second')
    await applyScan(db, lease, planOf({ update: [{ ...first!, title: 'Another' }] }))
    expect(await numbers(db)).toEqual({ first: 1, second: 2 })
  })
})
