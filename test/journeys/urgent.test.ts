import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { subscribe as addReader } from '../support/ledger.ts'
import { confirmBy, lettersTo, sendForm } from '../support/letters.ts'
import { ADA, stateOf, tokenOf, world } from '../support/live-world.ts'
import { copiesOf, notOnce } from '../support/program.ts'
import { Clock, makeSite, post } from '../support/site.ts'

const OWN_EMAILS = fileURLToPath(new URL('../../emails', import.meta.url))

describe('somebody who signs up', () => {
  it('is asked once, confirms by the link, is welcomed once, and gets the posts that come from then on', async () => {
    const all = await world()
    const { app, site, smtp, run } = all
    await run()
    await sendForm(app, 'ada')
    const report = await run()
    expect(report.deliveries).toMatchObject({ accepted: 1, queued: 0 })
    expect(await stateOf(all)).toBe('pending')
    expect((await confirmBy(app, await tokenOf(smtp))).kind).toBe('confirmed')
    await run()
    site.write('posts/beta.md', post('Beta', '2026-05-01', 'All about beta.\n'))
    await run()
    await run()
    const letters = await lettersTo(smtp, ADA)
    expect(letters.map(({ confirm }) => confirm !== null)).toEqual([true, false, false])
    expect(letters.map(({ text }) => [text.includes('All about alpha'), text.includes('All about beta')])).toEqual([
      [false, false],
      [false, false],
      [false, true],
    ])
  })

  it('is written to once, however often the form is sent', async () => {
    const { app, smtp, run } = await world()
    for (let n = 0; n < 20; n++) {
      await sendForm(app, 'ada')
      await run()
    }
    expect(notOnce(smtp, [ADA])).toEqual([])
  })

  it('is not subscribed by a link that was made with another key, or for another request', async () => {
    const { app, smtp, run } = await world()
    await sendForm(app, 'ada')
    await sendForm(app, 'bob')
    await run()
    const [ada = '', bob = ''] = [await tokenOf(smtp), await tokenOf(smtp, 'bob@example.org')]
    const forged = `${ada.split('.')[0]}.${bob.split('.')[1]}`
    expect(await confirmBy(app, forged)).toEqual({ kind: 'void' })
    const other = (await makeSite().open(new Clock('2026-05-01T10:00'))).keys
    expect(await confirmBy({ ...app, keys: other }, ada)).toEqual({ kind: 'void' })
    expect((await confirmBy(app, ada)).kind).toBe('confirmed')
  })

  it('is welcomed at once where no mail is to ask', async () => {
    const all = await world('subscribe:\n  doubleOptIn: false\n')
    await sendForm(all.app, 'ada')
    await all.run()
    expect(await stateOf(all)).toBe('active')
    expect((await lettersTo(all.smtp, ADA)).map(({ confirm }) => confirm)).toEqual([null])
  })

  it('waits for the next hour when more sign up than may be asked in one, and loses none of their time', async () => {
    const { app, smtp, run } = await world('subscribe:\n  perHour: 3\n')
    const names = Array.from({ length: 8 }, (_, n) => `reader${n}`)
    for (const name of names) await sendForm(app, name)
    const mailed: number[] = []
    for (const minutes of [1, 59, 2, 61, 61]) {
      await run(minutes)
      mailed.push(smtp.accepted.length)
    }
    expect(mailed).toEqual([3, 3, 6, 8, 8])
    expect(
      notOnce(
        smtp,
        names.map((name) => `${name}@example.org`),
      ),
    ).toEqual([])
    await run(70 * 60)
    expect((await confirmBy(app, await tokenOf(smtp, 'reader7@example.org'))).kind).toBe('confirmed')
  })

  it('holds up no digest when the template that asks them is broken, and is asked once it is mended', async () => {
    const { app, site, smtp, run } = await world()
    await addReader(app.store.db, 'reader', { cursor: 0, dueAt: app.clock() })
    await sendForm(app, 'ada')
    cpSync(OWN_EMAILS, site.path('emails'), { recursive: true })
    site.write('emails/confirm.mjml', '<mjml><mj-body><mj-text>{{ nothing.here }}</mj-text></mj-body></mjml>')
    const report = await run()
    expect(report.halted).toContain('confirm.mjml')
    expect(copiesOf(smtp, 'reader@example.org')).toEqual([1])
    expect(copiesOf(smtp, ADA)).toEqual([])
    rmSync(site.path('emails'), { recursive: true })
    expect((await run()).halted).toBeNull()
    expect(copiesOf(smtp, ADA)).toEqual([1])
  })
})
