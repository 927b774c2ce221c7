import { beforeEach, describe, expect, test } from 'vitest'
import { contentOf, NOW, newPost, planOf, takeLease } from '../../test/support/ledger.ts'
import type { Lease } from '../store/lock.ts'
import { applyScan, saveContents } from '../store/posts.ts'
import { form, openPages, type Pages } from './subscription.fixture.ts'

let pages: Pages

beforeEach(async () => {
  pages = await openPages()
})

describe('topics', () => {
  let lease: Lease

  beforeEach(async () => {
    const announce = [
      newPost('a', { tags: ['Rust', 'C++'] }),
      newPost('b', { tags: ['rust'] }),
      newPost('c', { tags: ['old'], withdrawnAt: NOW }),
    ]
    await saveContents(
      pages.db,
      announce.map(({ fingerprint, title }) => ({ fingerprint, content: contentOf(title) })),
    )
    lease = await takeLease(pages.db)
    await applyScan(pages.db, lease, planOf({ announce }))
  })

  test('are the tags in use, with how many posts have them', async () => {
    const page = await (await pages.app.request(pages.path('preferences'))).text()
    expect(page).toMatch(/value="rust"[^>]*><span>rust<\/span><small>2 posts<\/small>/)
    expect(page).toMatch(/value="c\+\+"[^>]*><span>c\+\+<\/span><small>1 post<\/small>/)
    expect(page).not.toContain('value="old"')
  })

  test('are counted anew after the posts have changed, on the form for signing up too', async () => {
    await pages.app.request('/subscribe')
    const post = newPost('d', { tags: ['Rust'] })
    await saveContents(pages.db, [{ fingerprint: post.fingerprint, content: contentOf(post.title) }])
    await applyScan(pages.db, lease, planOf({ announce: [post] }))
    const page = await (await pages.app.request('/subscribe')).text()
    expect(page).toMatch(/value="rust"[^>]*><span>rust<\/span><small>3 posts<\/small>/)
  })

  test('are saved when only some are wanted', async () => {
    const answer = await pages.app.request(
      pages.path('preferences'),
      form([
        ['scope', 'some'],
        ['topic', 'rust'],
        ['topic', 'c++'],
      ]),
    )
    expect(await answer.text()).toContain('with posts on rust, c++.')
    expect((await pages.now()).topics).toEqual(['rust', 'c++'])
  })

  test('are dropped when every post is wanted', async () => {
    await pages.app.request(
      pages.path('preferences'),
      form([
        ['scope', 'some'],
        ['topic', 'rust'],
      ]),
    )
    await pages.app.request(
      pages.path('preferences'),
      form([
        ['scope', 'all'],
        ['topic', 'rust'],
      ]),
    )
    expect((await pages.now()).topics).toBe(null)
  })

  test('at least one must be chosen, and the rest of the form is kept', async () => {
    const answer = await pages.app.request(
      pages.path('preferences'),
      form([
        ['scope', 'some'],
        ['cadence', 'monthly'],
      ]),
    )
    const page = await answer.text()
    expect(page).toContain('Not saved: choose at least one topic, or every post.')
    expect(page).toContain('value="monthly" id="monthly" checked')
    expect(await pages.now()).toEqual(pages.ada)
  })

  test('with control characters are no tags, and are left out', async () => {
    const topics = [['scope', 'some'], ...['rust', 'a\0b', 'a\nb'].map((topic) => ['topic', topic])]
    await pages.app.request(pages.path('preferences'), form(topics))
    expect((await pages.now()).topics).toEqual(['rust'])
  })
})
