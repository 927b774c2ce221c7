/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { faintTexts } from './faint-texts.ts'
import { type Served, serveFeeds } from './site.ts'

const FEEDS = [
  { path: '/rss.xml', title: 'item > title', id: 'item > guid', date: 'item > pubDate' },
  { path: '/atom.xml', title: 'entry > title', id: 'entry > id', date: 'entry > published' },
]
const LOOKS = [390, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })))
const CASES = FEEDS.flatMap((feed) => LOOKS.map((look) => ({ ...feed, ...look })))

let browser: Browser
let site: Served

beforeAll(async () => {
  site = await serveFeeds('en')
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

async function open(path: string, { width, scheme } = LOOKS[0]!, url = site.url): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme })
  await page.goto(url + path)
  return page
}

const styleOf = (page: Page, selector: string, property: string, pseudo?: string) =>
  page.evaluate(
    ([wanted, name, part]) => getComputedStyle(document.querySelector(wanted!)!, part).getPropertyValue(name!),
    [selector, property, pseudo] as const,
  )
const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

describe('a feed that is opened in Chromium', () => {
  it.each(CASES)('shows the titles of $path and hides its ids, at $width px in $scheme', async ({
    path,
    title,
    id,
    ...look
  }) => {
    const page = await open(path, look)
    expect(await styleOf(page, id, 'display')).toBe('none')
    expect(await styleOf(page, title, 'display')).not.toBe('none')
    expect(await page.locator(title).first().textContent()).toBe('A night on call')
    const paper = look.scheme === 'light' ? 'rgb(255, 253, 249)' : 'rgb(24, 24, 27)'
    expect(await styleOf(page, ':root', 'background-color')).toBe(paper)
    await page.close()
  })

  it.each(CASES)('fits, and is easy to read: $path at $width px in $scheme', async ({ path, ...look }) => {
    const page = await open(path, look)
    expect(await widthOf(page)).toBe(look.width)
    expect(await page.evaluate(faintTexts)).toEqual([])
    await page.close()
  })

  it.each(FEEDS)('says in $path what it is and what to do with it', async ({ path }) => {
    const page = await open(path)
    const says = await styleOf(page, path === '/rss.xml' ? 'channel' : 'feed', 'content', '::before')
    expect(says).toBe('"This is a feed. Copy the address of this page into a feed reader, and new posts come to you."')
    await page.close()
  })

  it.each(['rss', 'atom'])('says of an archive page of %s that it holds older posts', async (format) => {
    const page = await open(`/archive/${format}-1.xml`)
    const says = await styleOf(page, format === 'rss' ? 'channel' : 'feed', 'content', '::before')
    expect(says).toContain('older posts')
    await page.close()
  })

  it.each(FEEDS)('cuts the dates of $path after the day', async ({ path, date }) => {
    const page = await open(path)
    const day = path === '/rss.xml' ? 'Mon, 04 May 2026' : '2026-05-04'
    const seen = await page.evaluate(
      ([selector, length]) => {
        const element = document.querySelector(selector)!
        const range = document.createRange()
        range.setStart(element.firstChild!, 0)
        range.setEnd(element.firstChild!, length)
        return [element.textContent?.slice(0, length), element.clientWidth - range.getBoundingClientRect().width]
      },
      [date, day.length] as const,
    )
    expect(seen[0]).toBe(day)
    expect(Math.abs(Number(seen[1]))).toBeLessThan(2)
    await page.close()
  })

  it('runs from right to left where the site does', async () => {
    const arabic = await serveFeeds('ar')
    const page = await open('/rss.xml', LOOKS[0], arabic.url)
    expect(await styleOf(page, 'item', 'direction')).toBe('rtl')
    expect(await widthOf(page)).toBe(LOOKS[0]!.width)
    await page.close()
    await arabic.close()
  })
})

describe('subscribe.html in Chromium', () => {
  it.each(LOOKS)('fits, and is easy to read, at $width px in $scheme', async (look) => {
    const page = await open('/subscribe.html', look)
    expect(await widthOf(page)).toBe(look.width)
    expect(await page.evaluate(faintTexts)).toEqual([])
    await page.close()
  })

  it('has links that a thumb can hit', async () => {
    const page = await open('/subscribe.html')
    for (const link of await page.locator('.open, .formats a').all()) {
      const box = await link.boundingBox()
      expect(Math.min(box?.height ?? 0, box?.width ?? 0)).toBeGreaterThanOrEqual(44)
    }
    await page.close()
  })

  it('marks a whole address at one click', async () => {
    const page = await open('/subscribe.html')
    await page.getByText('https://blog.example.org/rss.xml', { exact: true }).click()
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('https://blog.example.org/rss.xml')
    await page.close()
  })

  it('says nothing on the console, and loads nothing else', async () => {
    const page = await browser.newPage()
    const heard: string[] = []
    page.on('console', (message) => heard.push(message.text()))
    page.on('request', (request) => heard.push(new URL(request.url()).pathname))
    await page.goto(`${site.url}/subscribe.html`)
    expect(heard.filter((each) => each !== '/favicon.ico')).toEqual(['/subscribe.html'])
    await page.close()
  })
})
