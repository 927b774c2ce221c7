/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { digestOf } from './digest.ts'
import { faintTexts } from './faint-texts.ts'

const WIDTHS = [390, 700]
const SCHEMES = ['light', 'dark'] as const
const CASES = WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme })))

describe('the digest in Chromium', () => {
  let browser: Browser
  const digests = new Map<number, string>()
  beforeAll(async () => {
    browser = await openBrowser()
    for (const count of [1, 12]) digests.set(count, await digestOf(count))
  })
  afterAll(() => browser.close())

  const show = async (count: number, { width, scheme }: (typeof CASES)[number]): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme })
    await page.setContent(digests.get(count) ?? '')
    return page
  }

  it.each(CASES)('fits $width px without scrolling sideways, in $scheme', async (look) => {
    for (const count of digests.keys()) {
      const page = await show(count, look)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width)
      await page.close()
    }
  })

  it.each(CASES)('has text that stands out 4.5 to 1 from what is behind it, at $width px in $scheme', async (look) => {
    for (const count of digests.keys()) {
      const page = await show(count, look)
      expect(await page.evaluate(faintTexts)).toEqual([])
      await page.close()
    }
  })

  it('has one h1, headings in order and a language', async () => {
    const page = await show(12, { width: 700, scheme: 'light' })
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.locator('h2').count()).toBeGreaterThanOrEqual(12)
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.locator('table:not([role="presentation"])').count()).toBe(0)
    expect(await page.locator('img:not([alt])').count()).toBe(0)
    await page.close()
  })

  it('has links that a thumb can hit', async () => {
    const page = await show(1, { width: 390, scheme: 'light' })
    for (const name of ['Unsubscribe', 'Change what you get and when', 'Read in the browser']) {
      const box = await page.getByRole('link', { name }).boundingBox()
      expect(box?.height).toBeGreaterThanOrEqual(44)
    }
    await page.close()
  })
})
