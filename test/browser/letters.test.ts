/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LetterKind } from '../../src/mail/render-letter.ts'
import { CONFIG } from '../support/site.ts'
import { openBrowser } from './browser.ts'
import { faintTexts } from './faint-texts.ts'
import { letterOf } from './letters.ts'

const KINDS: LetterKind[] = ['confirmation', 'welcome', 'address']
const WIDTHS = [320, 390, 700]
const SCHEMES = ['light', 'dark'] as const
const CASES = WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme })))

const ODD = CONFIG.replace('Notes from the platform', 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk')
  .replace('https://blog.example.org', `https://${'a-long-name-'.repeat(5)}.example.org/${'path'.repeat(12)}`)
  .replace('digest:', 'digest:\n  color: "#ffe600"')
const ARABIC = CONFIG.replace('Notes from the platform', 'ملاحظات من المنصة\n  language: ar')
const SITES = { plain: CONFIG, odd: ODD, arabic: ARABIC }

describe.each(KINDS)('the letter %s in Chromium', (kind) => {
  let browser: Browser
  const letters = new Map<string, string>()
  beforeAll(async () => {
    browser = await openBrowser()
    for (const [name, config] of Object.entries(SITES)) letters.set(name, await letterOf(kind, config))
  })
  afterAll(() => browser.close())

  const show = async (site: string, { width, scheme }: (typeof CASES)[number]): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme })
    await page.setContent(letters.get(site) ?? '')
    return page
  }

  it.each(CASES)('fits $width px without scrolling sideways, in $scheme', async (look) => {
    for (const site of letters.keys()) {
      const page = await show(site, look)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width)
      await page.close()
    }
  })

  it.each(CASES)('has text that stands out 4.5 to 1 from what is behind it, at $width px in $scheme', async (look) => {
    for (const site of letters.keys()) {
      const page = await show(site, look)
      expect(await page.evaluate(faintTexts)).toEqual([])
      await page.close()
    }
  })

  it('has landmarks, one h1, headings in order and a language', async () => {
    const page = await show('plain', { width: 700, scheme: 'light' })
    for (const role of ['banner', 'main', 'contentinfo'] as const) expect(await page.getByRole(role).count()).toBe(1)
    const levels = await page.locator('h1, h2, h3').evaluateAll((found) => found.map(({ tagName }) => tagName))
    expect(levels.slice(0, 2)).toEqual(['H1', 'H2'])
    expect(levels.filter((level) => level !== 'H3')).toEqual(['H1', 'H2'])
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.locator('table:not([role="presentation"])').count()).toBe(0)
    await page.close()
  })

  it('has links that a thumb can hit', async () => {
    const page = await show('plain', { width: 390, scheme: 'light' })
    const heights = await page
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getBoundingClientRect().height))
    expect(heights.length).toBeGreaterThanOrEqual(3)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44)
    await page.close()
  })
})
