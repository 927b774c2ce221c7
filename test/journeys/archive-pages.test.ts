import { existsSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { feedsConfig, HEADS, numbered, numberedIds, siteOf, walk } from '../support/feed-chain.ts'
import { published } from '../support/published.ts'
import { CONFIG, makeSite, post, type Site } from '../support/site.ts'
import { publicTree } from '../support/tree.ts'

/** What a walk of each format meets, sorted, once it is sure that all meet the same posts and none twice. */
async function met(site: Site): Promise<string[]> {
  const walks = await Promise.all(HEADS.map((head) => walk(head, (name) => site.read(`public/${name}`))))
  const [first = []] = walks
  for (const ids of walks) expect(ids).toEqual(first)
  expect(new Set(first).size).toBe(first.length)
  return first.toSorted()
}

function pagesIn(names: string[]): string[] {
  return names.filter((name) => name.startsWith('archive/atom-'))
}

describe('a walk meets every post once', () => {
  it('after each of 60 more posts, of which each changes one archive page at most', async () => {
    const site = siteOf(125, { items: 10 })
    const { run } = await published(site)
    for (let n = 126; n <= 185; n++) {
      site.write(`posts/post-${n}.md`, numbered(n))
      expect(pagesIn(await run()).length).toBeLessThanOrEqual(1)
      expect(await met(site)).toEqual(numberedIds(n).sort())
    }
  })

  it('after posts of the head and of a page were withdrawn, and after one is back', async () => {
    const site = siteOf(125, { items: 10 })
    const { run } = await published(site)
    for (const n of [124, 60]) rmSync(site.path(`posts/post-${n}.md`))
    await run()
    expect(await met(site)).toEqual(
      numberedIds(125)
        .filter((id) => id !== 'post-124' && id !== 'post-60')
        .sort(),
    )
    site.write('posts/post-60.md', numbered(60))
    await run()
    expect(await met(site)).toEqual(
      numberedIds(125)
        .filter((id) => id !== 'post-124')
        .sort(),
    )
  })

  it('after every post of a page was withdrawn', async () => {
    const site = siteOf(125, { items: 10 })
    const { run } = await published(site)
    const isGone = (n: number) => n > 50 && n <= 100
    for (let n = 51; n <= 100; n++) rmSync(site.path(`posts/post-${n}.md`))
    await run()
    expect(await met(site)).toEqual(
      numberedIds(125)
        .filter((id) => !isGone(Number(id.slice(5))))
        .sort(),
    )
  })

  it('after an old post was edited, which changes its page and its tag alone', async () => {
    const site = siteOf(125, { items: 10 })
    const { run } = await published(site)
    site.write('posts/post-60.md', numbered(60).replace('The words', 'The better words'))
    expect(await run()).toEqual([
      'archive/atom-2.xml',
      'archive/feed-2.json',
      'archive/rss-2.xml',
      'tags/tag-10/atom.xml',
      'tags/tag-10/feed.json',
      'tags/tag-10/rss.xml',
    ])
    expect(await met(site)).toEqual(numberedIds(125).sort())
  })

  it('after a post was published with an old date, which changes no head and one page', async () => {
    const site = siteOf(125, { items: 10 })
    const { run } = await published(site)
    site.write('posts/late.md', post('Late', '2017-01-01', 'Words of then.\n'))
    const names = await run()
    expect(names).toEqual(['archive/atom-3.xml', 'archive/feed-3.json', 'archive/rss-3.xml'])
    expect(await met(site)).toEqual(['late', ...numberedIds(125)].sort())
  })

  it('after the date of a post was changed', async () => {
    const site = siteOf(125, { items: 10 })
    const { run } = await published(site)
    site.write('posts/post-60.md', numbered(60).replace('2018-03-01', '2026-03-01'))
    await run()
    expect((await met(site)).length).toBe(125)
    expect((await walk('atom.xml', (name) => site.read(`public/${name}`)))[0]).toBe('post-60')
  })

  it.each([1, 1000])('after feeds.items became %i', async (items) => {
    const site = siteOf(125, { items: 10 })
    const { run, reopen } = await published(site)
    site.write('config/dateline.yaml', feedsConfig({ items }))
    await reopen()
    await run()
    expect(await met(site)).toEqual(numberedIds(125).sort())
    site.write('posts/post-126.md', numbered(126))
    expect(pagesIn(await run()).length).toBeLessThanOrEqual(1)
    expect(await met(site)).toEqual(numberedIds(126).sort())
  })
})

it('takes the archive pages away when nothing is older than the head any more', async () => {
  const site = siteOf(60, { items: 10 })
  const { run, reopen } = await published(site)
  site.write('config/dateline.yaml', feedsConfig({ items: 100 }))
  await reopen()
  await run()
  expect([...publicTree(site).keys()].filter((name) => name.startsWith('archive/'))).toEqual([])
})

it('takes the feeds of a tag away with its last post', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-04-01', 'Words.\n', 'tags: [rare]\n') })
  site.write('config/dateline.yaml', feedsConfig())
  const { run } = await published(site)
  expect(existsSync(site.path('public/tags/rare/rss.xml'))).toBe(true)
  site.write('posts/one.md', post('One', '2026-04-01', 'Words.\n', 'tags: [common]\n'))
  await run()
  expect(existsSync(site.path('public/tags/rare/rss.xml'))).toBe(false)
  expect(existsSync(site.path('public/tags/common/rss.xml'))).toBe(true)
})

it('leaves a page alone that somebody else wrote', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-04-01'), 'public/subscribe.html': '<h1>Mine</h1>' })
  site.write('config/dateline.yaml', CONFIG)
  const { run } = await published(site)
  expect(await run()).toEqual([])
  expect(site.read('public/subscribe.html')).toBe('<h1>Mine</h1>')
})
