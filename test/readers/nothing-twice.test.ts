import { renameSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { feedsConfig } from '../support/feed-chain.ts'
import { readFeed } from '../support/feed-text.ts'
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

/** A served site, and a reader that has seen its posts. */
async function subscribed(start: StartReader, feeds: string[], files: Record<string, string> = POSTS) {
  const served = new ServedSite(makeSite(files))
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
    const { served, reader } = await subscribed(start, [feed])
    served.site.write('posts/new.md', post('A new week', '2026-05-01'))
    await served.publish()
    await reader.reload()
    expect(reader.shown()).toEqual(['A new week', ...SEEN])
  })

  it.each(CHANGES)('shows nothing twice after $name', async ({ make, feeds }) => {
    const { served, reader } = await subscribed(start, [feed])
    await make(served)
    await served.publish()
    await reader.reload()
    expect(reader.shown()).toHaveLength(SEEN.length)
    const answers = served.takeAnswers().filter((answer) => !answer.startsWith('301'))
    expect(answers).toEqual([`${feeds === 'changed' ? 200 : 304} ${feed}`])
  })

  it.each(['id', 'guid'])('shows nothing twice that has its own %s, even when all else of it is new', async (field) => {
    const id = `${field}: "https://old.example/?p=12&preview=no"\n`
    const { 'posts/quiet.md': _, ...others } = POSTS
    const files = { ...others, 'posts/quiet.md': post('A quiet week', '2026-04-30', 'Nothing broke.\n', id) }
    const { served, reader } = await subscribed(start, [feed], files)
    rmSync(served.site.path('posts/quiet.md'))
    served.site.write('posts/2026/calm.md', post('Silence', '2026-04-28', 'Other words altogether.\n', id))
    await served.publish()
    await reader.reload()
    expect(reader.shown()).toHaveLength(SEEN.length)
    expect(readFeed(feed, served.site.read(`public${feed}`)).ids).toContain('https://old.example/?p=12&preview=no')
    expect(served.site.read(`public${feed}`)).toContain('>Silence<')
  })

  it('shows nothing twice that was a draft for a while', async () => {
    const { served, reader } = await subscribed(start, [feed])
    const text = served.site.read('posts/quiet.md')
    for (const version of [text.replace('---\n', '---\ndraft: true\n'), text]) {
      served.site.write('posts/quiet.md', version)
      await served.publish()
      await reader.reload()
    }
    expect(served.site.read(`public${feed}`)).toContain('>A quiet week<')
    expect(reader.shown()).toHaveLength(SEEN.length)
  })

  it('shows nothing twice whose file was renamed, retitled and edited at once', async () => {
    const { served, reader } = await subscribed(start, [feed])
    renameSync(served.site.path('posts/quiet.md'), served.site.path('posts/silent.md'))
    const text = served.site.read('posts/silent.md').replace('A quiet week', 'A week of silence')
    served.site.write('posts/silent.md', `${text}\nOne was right.\n`)
    await served.publish()
    await reader.reload()
    expect(served.site.read(`public${feed}`)).toContain('>A week of silence<')
    expect(reader.shown()).toHaveLength(SEEN.length)
  })

  it('shows nothing twice after all of it in turn, and then one new post', async () => {
    const { served, reader } = await subscribed(start, [feed])
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
  const { reader } = await subscribed(startNewsboat, ['/rss.xml', '/atom.xml'])
  expect(reader.shown()).toEqual(SEEN)
})

it('shows a post once to newsboat in the feed of its tag as well, after it was renamed too', async () => {
  const text = post('A quiet week', '2026-04-30', 'Nothing broke, and nobody called.\n', 'tags: [ops]\n')
  const served = new ServedSite(makeSite({ ...POSTS, 'posts/quiet.md': text }))
  served.site.write('config/dateline.yaml', feedsConfig())
  await served.open()
  await served.publish()
  const url = await served.serve()
  const reader = await startNewsboat([`${url}/atom.xml`, `${url}/tags/ops/atom.xml`, `${url}/tags/ops/rss.xml`])
  renameSync(served.site.path('posts/quiet.md'), served.site.path('posts/silent.md'))
  await served.publish()
  await reader.reload()
  expect(reader.shown()).toEqual(SEEN)
})
