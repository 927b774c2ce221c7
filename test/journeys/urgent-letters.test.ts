import { describe, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { askForAddress } from '../../src/store/consents.ts'
import { findSubscriberByKey, suppress, unsubscribe } from '../../src/store/subscribers.ts'
import { subscribe as addReader } from '../support/ledger.ts'
import { confirmBy, lettersTo, sendForm } from '../support/letters.ts'
import { ADA, MINUTE, stateOf, tokenOf, world } from '../support/live-world.ts'
import { copiesOf } from '../support/program.ts'
import type { Script, ScriptedSmtp } from '../support/scripted-smtp.ts'
import { termsAt, wishFor } from '../support/sign-ups.ts'
import { post } from '../support/site.ts'

describe('a welcome with the newest digest', () => {
  const CATCH_UP = 'subscribe:\n  catchUp: true\n'

  async function joined(more = CATCH_UP) {
    const all = await world(more)
    await addReader(all.app.store.db, 'reader', { dueAt: all.clock.now })
    await all.run()
    await sendForm(all.app, 'ada')
    await all.run()
    await confirmBy(all.app, await tokenOf(all.smtp))
    await all.run()
    return all
  }

  const aboutAlpha = async (smtp: ScriptedSmtp) =>
    (await lettersTo(smtp, ADA)).filter(({ text }) => text.includes('All about alpha')).length

  it('brings it once, and the next digest has only what is new', async () => {
    const { site, smtp, run } = await joined()
    expect(await aboutAlpha(smtp)).toBe(1)
    site.write('posts/beta.md', post('Beta', '2026-05-01', 'All about beta.\n'))
    await run()
    await run()
    expect(await aboutAlpha(smtp)).toBe(1)
    expect((await lettersTo(smtp, ADA)).filter(({ text }) => text.includes('All about beta'))).toHaveLength(1)
    expect(copiesOf(smtp, ADA)).toEqual([1, 1, 1, 1])
  })

  it('is not sent where the site does not say so', async () => {
    const { smtp } = await joined('')
    expect(await aboutAlpha(smtp)).toBe(0)
    expect(copiesOf(smtp, ADA)).toEqual([1, 1])
  })

  it('does not bring a post again to who left and came back', async () => {
    const { app, smtp, run, clock } = await joined()
    const { id } = (await findSubscriberByKey(app.store.db, ADA))!
    await unsubscribe(app.store.db, { subscriberId: id, reason: 'one-click', now: clock.now })
    clock.now += 1
    await sendForm(app, 'ada')
    await run()
    expect((await confirmBy(app, await tokenOf(smtp))).kind).toBe('confirmed')
    await run()
    expect(await aboutAlpha(smtp)).toBe(1)
    expect(copiesOf(smtp, ADA)).toHaveLength(5)
  })
})

describe('a new address', () => {
  async function wished(script?: Script) {
    const all = await world('', script)
    const { id } = await addReader(all.app.store.db, 'ada', { cursor: 0, dueAt: all.clock.now + 2 * MINUTE })
    const ask = (name: string) =>
      askForAddress(all.app.store.db, id, wishFor(name, all.clock.now), { ...termsAt(all.clock.now), mostADay: 3 })
    return { ...all, ask }
  }

  it('is asked about where it is, and gets the digests once it is confirmed', async () => {
    const { app, smtp, run, ask } = await wished()
    await ask('new')
    await run()
    expect(copiesOf(smtp, ADA)).toEqual([])
    expect((await confirmBy(app, await tokenOf(smtp, 'new@example.org'))).kind).toBe('confirmed')
    await run(2)
    expect(copiesOf(smtp, ADA)).toEqual([])
    expect((await lettersTo(smtp, 'new@example.org')).map(({ text }) => text.includes('alpha'))).toEqual([false, true])
  })

  it('that does not exist takes nothing from the one that they have', async () => {
    const all = await wished((stage, { line }) =>
      stage === 'rcpt' && line.includes('new@') ? { reply: '550 5.1.1 no such user' } : undefined,
    )
    await all.ask('new')
    expect((await all.run()).deliveries.bounced).toBe(1)
    expect(await stateOf(all)).toBe('active')
    await all.run(2)
    expect(copiesOf(all.smtp, ADA)).toEqual([1])
  })

  it.each([
    ['has left', (app: App) => suppress(app.store.db, 'new@example.org', 'unsubscribed', '', app.clock())],
    ['is subscribed', (app: App) => addReader(app.store.db, 'new', { dueAt: app.clock() + 1e9 })],
  ])('whose owner %s is not written to', async (_, prepare) => {
    const { app, smtp, run, ask } = await wished()
    await prepare(app)
    expect(await ask('new')).toBe(true)
    expect((await run()).deliveries.queued).toBe(0)
    expect(copiesOf(smtp, 'new@example.org')).toEqual([])
  })
})
