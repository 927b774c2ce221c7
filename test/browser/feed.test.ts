/// <reference lib="dom" />
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, openApp } from '../../src/app.ts'
import { type Listening, listen } from '../../src/http/listen.ts'
import { siteApp } from '../../src/http/site-app.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { CONFIG, post } from '../support/site.ts'
import { openBrowser } from './browser.ts'

const FEEDS = [
  { path: '/rss.xml', title: 'item > title', id: 'item > guid' },
  { path: '/atom.xml', title: 'entry > title', id: 'entry > id' },
]
const CASES = FEEDS.flatMap((feed) => (['light', 'dark'] as const).map((scheme) => ({ ...feed, scheme })))

describe('a feed that is opened in Chromium', () => {
  const root = mkdtempSync(join(tmpdir(), 'dateline-feed-'))
  let browser: Browser
  let app: App
  let served: Listening

  beforeAll(async () => {
    for (const folder of ['config', 'posts']) mkdirSync(join(root, folder))
    writeFileSync(join(root, 'config/dateline.yaml'), CONFIG)
    writeFileSync(join(root, 'posts/night.md'), post('A night on call', '2026-05-04'))
    app = await openApp({ site: root, variables: {}, clock: () => Date.UTC(2026, 5, 1) })
    await publish(app, { feedsOnly: true })
    const { config, keys, clock, store } = app
    const health = () => ({ ok: true })
    const pages = siteApp({ db: store.db, keys, config, clock, publicDir: app.paths.public, health })
    served = await listen(pages, { host: '127.0.0.1', port: 0 })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    await app?.close()
    rmSync(root, { recursive: true, force: true })
  })

  it.each(CASES)('shows the titles of $path and hides its ids, in $scheme', async ({ path, title, id, scheme }) => {
    const page = await browser.newPage({ colorScheme: scheme })
    await page.goto(served.url + path)
    const displayOf = (selector: string) =>
      page.evaluate((wanted) => getComputedStyle(document.querySelector(wanted) as Element).display, selector)
    expect(await displayOf(id)).toBe('none')
    expect(await displayOf(title)).not.toBe('none')
    expect(await page.locator(title).textContent()).toBe('A night on call')
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    expect(paper).toBe(scheme === 'light' ? 'rgb(255, 253, 249)' : 'rgb(24, 24, 27)')
    await page.close()
  })
})
