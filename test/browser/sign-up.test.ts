import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { InboxMessage } from '../../src/smtp/read-inbox.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { CONFIG, makeSite, post, type Site } from '../support/site.ts'
import { openBrowser } from './browser.ts'

const GRACE = 'grace@readers.example'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** A site in rehearsal, with a worker whose pages are where its messages say. */
async function workingSite(): Promise<{ site: Site; url: string }> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const settings = `worker:\n  tick: "* * * * * *"\nhttp:\n  port: ${port}\n  url: ${url}\n`
  site.write('config/dateline.yaml', CONFIG + settings)
  const { child } = startProgram(site, ['worker'], {})
  // A post that is found after somebody has joined would be mailed to them; the first look leaves what was just written alone.
  const awaited = new Set(['serving feeds and pages', '"new":1'])
  for await (const line of createInterface({ input: child.stderr as Readable })) {
    for (const words of awaited) if (line.includes(words)) awaited.delete(words)
    if (awaited.size === 0) return { site, url }
  }
  throw new Error('the worker ended')
}

async function inboxOf(site: Site, address: string): Promise<InboxMessage[]> {
  return (await site.inbox()).filter(({ to }) => to.includes(address)).toReversed()
}

/** The message at this place in the inbox of an address, the oldest first, when it has come. */
async function messageTo(site: Site, address: string, place: number): Promise<InboxMessage> {
  await expect.poll(async () => (await inboxOf(site, address)).length).toBeGreaterThan(place)
  return (await inboxOf(site, address))[place] as InboxMessage
}

/** Shows a message, and opens what one of its links leads to, as a mail program does. */
async function follow(page: Page, { html }: InboxMessage, link: string): Promise<void> {
  await page.setContent(html ?? '')
  const href = await page.getByRole('link', { name: link }).first().getAttribute('href')
  await page.goto(href ?? '')
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent()

it('somebody joins, confirms, reads, changes their mind about when, and leaves', async () => {
  const { site, url } = await workingSite()
  const page = await browser.newPage()

  await page.goto(`${url}/subscribe`)
  await page.getByLabel('Your mail address').fill(GRACE)
  await page.getByLabel('Your name').fill('Grace')
  await page.getByLabel('As soon as a post appears').check()
  await page.getByRole('button', { name: 'Subscribe' }).click()
  expect(await heading(page)).toBe('Check your inbox')

  await follow(page, await messageTo(site, GRACE, 0), 'Confirm')
  expect(await heading(page)).toBe('Confirm your subscription')
  await page.getByRole('button', { name: 'Confirm' }).click()
  expect(await heading(page)).toBe('You are subscribed')
  expect((await messageTo(site, GRACE, 1)).html).toContain('as soon as a post appears')

  site.write('posts/two.md', post('Two in the morning', '2026-05-02', 'Something else.\n'))
  const digest = await messageTo(site, GRACE, 2)
  expect(digest.subject).toContain('Two in the morning')
  await follow(page, digest, 'Change what you get and when')
  await page.getByLabel('Every week').check()
  await page.getByLabel('Day of the week').selectOption('Friday')
  await page.getByRole('button', { name: 'Save' }).click()
  expect(await page.getByRole('status').textContent()).toContain('Friday')

  await follow(page, digest, 'Unsubscribe')
  await page.getByRole('button', { name: 'Unsubscribe' }).click()
  expect(await heading(page)).toBe('You are unsubscribed')
  await page.close()

  site.write('posts/three.md', post('Three', '2026-05-03', 'And more.\n'))
  await expect.poll(() => inboxOf(site, 'iris@readers.example')).toHaveLength(3)
  await runProgram(site, ['publish', '--now'], {})
  expect(await inboxOf(site, GRACE)).toHaveLength(3)
  const { out } = await runProgram(site, ['subscribers', 'show', GRACE, '--json'], {})
  expect(JSON.parse(out)).toMatchObject({
    subscriber: { name: 'Grace', state: 'unsubscribed', cadence: 'weekly', weekday: 5 },
    consents: [{ confirmedAt: expect.any(String) }],
    suppressions: [{ reason: 'unsubscribed', isForgotten: false }],
  })
})
