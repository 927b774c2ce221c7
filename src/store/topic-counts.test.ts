import { describe, expect, test } from 'vitest'
import { announce, contentOf, NOW, newPost, planOf, takeLease } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { applyScan, saveContents } from './posts.ts'
import { postsByTags } from './topic-counts.ts'

describe.each(KINDS)('topics on %s', (kind) => {
  test('are counted over the posts that stand and have tags', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const posts = [
      newPost('b', { tags: ['Rust', 'ops'] }),
      newPost('c', { tags: ['Rust', 'ops'] }),
      newPost('d', { tags: [] }),
      newPost('e', { tags: ['old'], withdrawnAt: NOW }),
    ]
    await saveContents(
      db,
      posts.map(({ fingerprint, title }) => ({ fingerprint, content: contentOf(title) })),
    )
    await announce(db, lease, 'a')
    await applyScan(db, lease, planOf({ announce: posts }))
    const counted = await postsByTags(db)
    expect(counted.sort((a, b) => a.posts - b.posts)).toEqual([
      { tags: ['news'], posts: 1 },
      { tags: ['Rust', 'ops'], posts: 2 },
    ])
  })
})
