import { describe, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { form, from } from '../../src/http/subscription.fixture.ts'
import { subscriptionRoutes } from '../../src/http/subscription-routes.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { suppress } from '../../src/store/subscribers.ts'
import { Clock, makeSite, post } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

/** A site that rehearses, and its pages. */
async function open() {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  const { store, keys, config } = app
  const pages = subscriptionRoutes({ db: store.db, keys, config, clock: app.clock })
  const mailed = async (address: string) => (await site.inbox()).filter(({ to }) => to.includes(address))
  return { site, clock, app, pages, mailed }
}

type World = Awaited<ReturnType<typeof open>>

function signUp({ pages }: World, address: string, client = '192.0.2.1') {
  return pages.request('/subscribe', form({ address }), from(client))
}

async function waiting({ store }: App): Promise<number> {
  return (await store.db.selectFrom('sign_ups').select('address').execute()).length
}

describe('signing up', () => {
  it('leads by mail, page and button to the first digest', async () => {
    const world = await open()
    const { app, pages, clock, mailed } = world
    expect((await signUp(world, 'eve@example.org')).status).toBe(303)
    await sendUrgent(app)
    const [asked] = await mailed('eve@example.org')
    const link = /https:\/\/blog\.example\.org(\/confirm\/\S+)/.exec(asked!.text!)![1]!
    expect((await pages.request(link)).status).toBe(200)
    expect(await (await pages.request(link, { method: 'POST' })).text()).toContain('You are subscribed')
    await sendUrgent(app)
    expect(await mailed('eve@example.org')).toHaveLength(2)

    await publish(app)
    clock.moveTo('2026-05-05T10:00')
    world.site.write('posts/two.md', post('Two', '2026-05-05', 'All about the second.\n'))
    await publish(app)
    clock.moveTo('2026-05-12T10:00')
    await publish(app)
    const digests = (await mailed('eve@example.org')).filter(({ text }) => text!.includes('All about the second.'))
    expect(digests).toHaveLength(1)
  })

  it('of one victim by ten thousand from everywhere writes one row and one message', async () => {
    const world = await open()
    const { app, clock, mailed } = world
    for (let n = 0; n < 10_000; n++) {
      expect((await signUp(world, 'Victim@example.org', `2001:db8:${n.toString(16)}::1`)).status).toBe(303)
      clock.now += 1_000
      if (n % 1_000 !== 999) continue
      expect(await waiting(app)).toBeLessThanOrEqual(1)
      await sendUrgent(app)
    }
    expect(await waiting(app)).toBe(0)
    expect(await app.store.db.selectFrom('subscribers').selectAll().execute()).toHaveLength(1)
    expect(await mailed('Victim@example.org')).toHaveLength(1)
  })

  it('of somebody who is subscribed, or whose address bounced, mails nothing', async () => {
    const world = await open()
    const { app, mailed } = world
    await subscribe(app, 'ada@example.org')
    await suppress(app.store.db, 'gone@example.org', 'bounced', '550', app.clock())
    for (const address of ['ada@example.org', 'gone@example.org']) {
      expect((await signUp(world, address)).status).toBe(303)
    }
    await sendUrgent(app)
    expect([await waiting(app), await mailed('ada@example.org'), await mailed('gone@example.org')]).toEqual([0, [], []])
  })
})
