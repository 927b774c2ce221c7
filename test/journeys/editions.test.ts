import { describe, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { siteApp } from '../../src/http/site-app.ts'
import { Clock, makeSite, post, publishAt } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

function pagesOf(app: App) {
  const { store, keys, config, clock, paths } = app
  return siteApp({ db: store.db, keys, config, clock, publicDir: paths.public, health: () => ({ ok: true }) })
}

describe('a digest that went out', () => {
  it('can be read in the browser, by who has its name, with nothing of anybody in it', async () => {
    const site = makeSite({ 'posts/hello.md': post('Hello harbour', '2026-05-01') })
    const clock = new Clock('2026-05-01T10:00')
    const app = await site.open(clock)
    for (const name of ['ada', 'bob']) await subscribe(app, `${name}@example.org`, { cadence: 'instant' })
    site.write('posts/second.md', post('Second boat', '2026-05-02', 'Other words.\n'))
    const pages = pagesOf(app)
    expect(await (await pages.request('/editions')).text()).not.toContain('Second boat')
    await publishAt(app, clock, '2026-05-02T10:00')
    const [path] = /\/editions\/[0-9a-f]{20}/.exec(await (await pages.request('/editions')).text())!
    const html = await (await pages.request(path)).text()
    expect(html).toContain('Second boat')
    const messages = await site.inbox()
    expect(messages).toHaveLength(2)
    const personal = messages.flatMap(({ to, html: sent = '' }) => [
      ...(to.match(/[\w.]+@[\w.]+/g) ?? []),
      ...[...String(sent).matchAll(/\/(?:unsubscribe|preferences)\/([\w-]+)/g)].map((match) => match[1]!),
    ])
    expect(personal.length).toBeGreaterThanOrEqual(6)
    expect(personal.filter((value) => html.includes(value))).toEqual([])
    expect(html).not.toMatch(/dl[A-Z][0-9a-f]{24}/)
  })

  it('is named in the browser as in the headers of its messages', async () => {
    const site = makeSite({ 'posts/hello.md': post('Hello', '2026-05-01') })
    const clock = new Clock('2026-05-01T10:00')
    const app = await site.open(clock)
    await publishAt(app, clock, '2026-05-01T10:00')
    await subscribe(app, 'ada@example.org', { cadence: 'instant' })
    site.write('posts/second.md', post('Second', '2026-05-02', 'Other words.\n'))
    await publishAt(app, clock, '2026-05-02T10:00')
    const [message] = await site.inbox()
    const name = /\.([0-9a-f]{20})@/.exec(message!.messageId)?.[1]
    expect((await pagesOf(app).request(`/editions/${name}`)).status).toBe(200)
  })

  it('is gone from the web when a post in it is withdrawn', async () => {
    const site = makeSite({ 'posts/hello.md': post('Hello', '2026-05-01') })
    const clock = new Clock('2026-05-01T10:00')
    const app = await site.open(clock)
    await publishAt(app, clock, '2026-05-01T10:00')
    await subscribe(app, 'ada@example.org', { cadence: 'instant' })
    site.write('posts/second.md', post('Second', '2026-05-02', 'Other words.\n'))
    await publishAt(app, clock, '2026-05-02T10:00')
    const pages = pagesOf(app)
    const [path] = /\/editions\/[0-9a-f]{20}/.exec(await (await pages.request('/editions')).text())!
    site.write('posts/second.md', post('Second', '2026-05-02', 'Other words.\n', 'draft: true\n'))
    await publishAt(app, clock, '2026-05-03T10:00')
    expect((await pages.request(path)).status).toBe(404)
    expect(await (await pages.request('/editions')).text()).not.toContain('Second')
  })
})
