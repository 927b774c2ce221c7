import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { feedsConfig, HEADS, numberedIds, siteOf, walk } from '../support/feed-chain.ts'
import { readFeed } from '../support/feed-text.ts'
import { startProgram } from '../support/program.ts'
import { published } from '../support/published.ts'
import { post } from '../support/site.ts'

describe('a site of 2,000 posts with 50 tags', () => {
  it('is walked in each format from the head to the first post, meeting every post once, newest first', async () => {
    const site = siteOf(2000)
    await published(site)
    for (const head of HEADS) {
      expect(await walk(head, (name) => site.read(`public/${name}`))).toEqual(numberedIds(2000))
    }
  })

  it('is walked in each format over HTTP, from a worker', async () => {
    const site = siteOf(2000)
    site.write('config/dateline.yaml', `${feedsConfig()}http:\n  port: 0\n`)
    await published(site)
    const { child } = startProgram(site, ['worker'], {})
    let url = ''
    for await (const line of createInterface({ input: child.stderr as Readable })) {
      url = /"url":"(http:[^"]*)"/.exec(line)?.[1] ?? ''
      if (url !== '') break
    }
    for (const head of HEADS) {
      const get = async (name: string) => (await fetch(`${url}/${name}`)).text()
      expect(await walk(head, get)).toEqual(numberedIds(2000))
    }
  })

  it('rewrites for one more post the heads, the feeds of its tag, the page for people and one archive page, and nothing else', async () => {
    const site = siteOf(2000)
    const { run } = await published(site)
    site.write('posts/new.md', post('New', '2026-04-30', 'Words.\n', 'tags: [tag-7]\n'))
    expect(await run()).toEqual([
      'archive/atom-40.xml',
      'archive/feed-40.json',
      'archive/rss-40.xml',
      'atom.xml',
      'feed.json',
      'rss.xml',
      'subscribe.html',
      'tags/tag-7/atom.xml',
      'tags/tag-7/feed.json',
      'tags/tag-7/rss.xml',
    ])
  })

  it('has the newest 30 posts of each tag in each of its feeds', async () => {
    const site = siteOf(2000)
    await published(site)
    for (let tag = 0; tag < 50; tag++) {
      const wanted = Array.from({ length: 30 }, (_, n) => `post-${1950 + (tag || 50) - n * 50}`)
      for (const head of HEADS) {
        const { ids } = readFeed(head, site.read(`public/tags/tag-${tag}/${head}`))
        expect(ids.map((id) => id.slice(id.lastIndexOf(':') + 1))).toEqual(wanted)
      }
    }
  })
})
