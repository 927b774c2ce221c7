import { beforeEach, describe, expect, test } from 'vitest'
import { form, openPages, type Pages } from './subscription.fixture.ts'

/** The name that this machine itself uses for a zone. */
function clockOf(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
}

let pages: Pages

beforeEach(async () => {
  pages = await openPages()
})

describe('preferences', () => {
  test('show what is chosen', async () => {
    const page = await (await pages.app.request(pages.path('preferences'))).text()
    expect(page).toContain('value="weekly" id="weekly" checked')
    expect(page).toContain('<option value="Europe/Berlin" selected>')
    expect(page).toContain('<option value="8" selected>08:00</option>')
  })

  test('offer every zone once', async () => {
    const page = await (await pages.app.request(pages.path('preferences'))).text()
    const named = [...page.matchAll(/<option value="([A-Z][^"]*)"/g)].map(([, name]) => clockOf(name!))
    for (const zone of ['UTC', ...Intl.supportedValuesOf('timeZone')])
      expect(named.filter((name) => name === zone)).toEqual([zone])
  })

  test.each([
    'Asia/Kolkata',
    'Europe/Kyiv',
    'Asia/Ho_Chi_Minh',
  ])('offer %s by its name of today, and save it', async (zone) => {
    const page = await (await pages.app.request(pages.path('preferences'))).text()
    expect(page).toContain(`value="${zone}"`)
    await pages.app.request(pages.path('preferences'), form({ zone }))
    expect((await pages.now()).zone).toBe(zone)
  })

  test('show a zone that was stored by its older name', async () => {
    await pages.app.request(pages.path('preferences'), form({ zone: 'Asia/Calcutta' }))
    const page = await (await pages.app.request(pages.path('preferences'))).text()
    expect(page).toContain('<option value="Asia/Calcutta" selected>')
  })

  test.each([
    ['application/json', '{"cadence":"daily"}'],
    ['text/plain', 'cadence=daily'],
    ['application/x-www-form-urlencoded', ''],
    ['application/x-www-form-urlencoded', 'nonsense'],
    ['multipart/form-data; boundary=x', 'nonsense'],
  ])('in a body of %s that is no form (%j) are refused', async (type, body) => {
    const answer = await pages.app.request(pages.path('preferences'), {
      method: 'POST',
      headers: { 'Content-Type': type },
      body,
    })
    expect([answer.status, await pages.now(), pages.changes()]).toEqual([400, pages.ada, 0])
  })

  test('are saved, with the next digest at the time that was chosen', async () => {
    const answer = await pages.app.request(
      pages.path('preferences'),
      form({ cadence: 'daily', hour: '18', weekday: '3', monthday: '5', zone: 'Asia/Tokyo' }),
    )
    expect(await answer.text()).toContain('Saved. The digest comes every day at 18:00 (Asia/Tokyo).')
    expect(await pages.now()).toMatchObject({
      cadence: 'daily',
      hour: 18,
      weekday: 3,
      monthday: 5,
      zone: 'Asia/Tokyo',
      dueAt: Date.UTC(2024, 4, 20, 9),
    })
    expect(pages.changes()).toBe(1)
  })

  test('that cannot be are refused with the reason, and nothing is saved', async () => {
    const answer = await pages.app.request(pages.path('preferences'), form({ cadence: 'dayly', hour: '18' }))
    expect([answer.status, await pages.now(), pages.changes()]).toEqual([400, pages.ada, 0])
    expect(await answer.text()).toContain('Not saved: cadence &quot;dayly&quot; is unknown. Did you mean daily?')
  })

  test('from a page of another site are refused', async () => {
    const answer = await pages.app.request(pages.path('preferences'), {
      ...form({ cadence: 'daily' }),
      headers: { 'Sec-Fetch-Site': 'cross-site' },
    })
    expect([answer.status, await pages.now()]).toEqual([403, pages.ada])
  })

  test('hold the name, which can be taken back', async () => {
    await pages.app.request(pages.path('preferences'), form({ name: ' Ada <3 ' }))
    expect((await pages.now()).name).toBe('Ada <3')
    expect(await (await pages.app.request(pages.path('preferences'))).text()).toContain('value="Ada &lt;3"')
    await pages.app.request(pages.path('preferences'), form({ name: '' }))
    expect((await pages.now()).name).toBe(null)
  })

  test('refuse a name with a line break', async () => {
    const answer = await pages.app.request(pages.path('preferences'), form({ name: 'Ada\r\nBcc: x@example.org' }))
    expect([answer.status, await pages.now()]).toEqual([400, pages.ada])
  })

  test('of somebody who unsubscribed cannot be changed', async () => {
    await pages.app.request(pages.path('unsubscribe'), form({}))
    await pages.app.request(pages.path('preferences'), form({ cadence: 'daily' }))
    expect(await pages.now()).toMatchObject({ state: 'unsubscribed', cadence: 'weekly' })
  })

  test('a form that is too large is refused', async () => {
    expect((await pages.app.request(pages.path('preferences'), form({ topic: 'x'.repeat(100_000) }))).status).toBe(413)
  })
})
