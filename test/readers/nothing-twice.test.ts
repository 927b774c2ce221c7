import { describe, expect, it } from 'vitest'
import { ServedSite } from '../support/served-site.ts'
import { makeSite, post } from '../support/site.ts'
import { CHANGES, POSTS } from './changes.ts'
import { startNewsboat } from './newsboat.ts'
import type { StartReader } from './reader.ts'
import { startRss2email } from './rss2email.ts'

const READERS: { name: string; start: StartReader; feed: string }[] = ['/rss.xml', '/atom.xml'].flatMap((feed) => [
  { name: 'newsboat', start: startNewsboat, feed },
  { name: 'rss2email', start: startRss2email, feed },
])

const SEEN = ['A quiet week', 'Another week']

/** A served site with two posts, and a reader that has seen both. */
async function subscribed(start: StartReader, ...feeds: string[]) {
  const served = new ServedSite(makeSite(POSTS))
  await served.openAs('http://blog.example.org')
  await served.publish()
  const url = await served.serve()
  const reader = await start(feeds.map((feed) => url + feed))
  expect(reader.shown()).toEqual(SEEN)
  served.takeAnswers()
  return { served, reader }
}

describe.each(READERS)('$name at $feed', ({ start, feed }) => {
  it('shows exactly one more entry for a new post', async () => {
    const { served, reader } = await subscribed(start, feed)
    served.site.write('posts/new.md', post('A new week', '2026-05-01'))
    await served.publish()
    await reader.reload()
    expect(reader.shown()).toEqual(['A new week', ...SEEN])
  })

  it.each(CHANGES)('shows nothing twice after $name', async ({ make, feeds }) => {
    const { served, reader } = await subscribed(start, feed)
    await make(served)
    await served.publish()
    await reader.reload()
    expect(reader.shown()).toHaveLength(SEEN.length)
    const answers = served.takeAnswers().filter((answer) => !answer.startsWith('301'))
    expect(answers).toEqual([`${feeds === 'changed' ? 200 : 304} ${feed}`])
  })

  it('shows nothing twice after all of it in turn, and then one new post', async () => {
    const { served, reader } = await subscribed(start, feed)
    for (const { make } of CHANGES) {
      await make(served)
      await served.publish()
      await reader.reload()
    }
    expect(reader.shown()).toHaveLength(SEEN.length)
    served.site.write('posts/new.md', post('A new week', '2026-05-01'))
    await served.publish()
    await reader.reload()
    expect(reader.shown()).toHaveLength(SEEN.length + 1)
  })
})

it('shows a post once to newsboat in both feeds, as its id is the same in both', async () => {
  const { reader } = await subscribed(startNewsboat, '/rss.xml', '/atom.xml')
  expect(reader.shown()).toEqual(SEEN)
})
