import { beforeEach, describe, expect, test } from 'vitest'
import { form, openPages, type Pages } from './subscription.fixture.ts'

let pages: Pages

beforeEach(async () => {
  pages = await openPages()
})

describe('the days of the site', () => {
  test('can be chosen when there are some, with the next one', async () => {
    pages = await openPages({ schedule: '0 8 * * 2,5' })
    const page = await (await pages.app.request(pages.path('preferences'))).text()
    expect(page).toMatch(/value="site".*next: Tue 21 May, 08:00/)
    await pages.app.request(pages.path('preferences'), form({ cadence: 'site' }))
    expect(await pages.now()).toMatchObject({ cadence: 'site', dueAt: Date.UTC(2024, 4, 21, 6) })
  })

  test('cannot be chosen when there are none', async () => {
    const answer = await pages.app.request(pages.path('preferences'), form({ cadence: 'site' }))
    expect([answer.status, await pages.now()]).toEqual([400, pages.ada])
    expect(await answer.text()).toContain('as the site has no schedule of its own')
  })
})

describe('a pause', () => {
  test('lasts until the day that was chosen, and the digest of its first hour comes', async () => {
    const answer = await pages.app.request(
      pages.path('preferences'),
      form({ cadence: 'daily', hour: '0', pause: '2024-06-03' }),
    )
    const page = await answer.text()
    expect(page).toContain('Nothing comes before Monday, 3 June 2024.')
    expect(page).toContain('name="pause" value="2024-06-03" min="2024-05-21"')
    const end = Date.UTC(2024, 5, 2, 22)
    expect(await pages.now()).toMatchObject({ pausedUntil: end, dueAt: end })
  })

  test('is ended by an empty field, and digests are due as ever', async () => {
    await pages.app.request(pages.path('preferences'), form({ pause: '2024-06-03' }))
    await pages.app.request(pages.path('preferences'), form({ pause: '' }))
    expect(await pages.now()).toMatchObject({ pausedUntil: null, dueAt: Date.UTC(2024, 4, 27, 6) })
  })

  test('that is over is not shown', async () => {
    await pages.app.request(pages.path('preferences'), form({ pause: '2024-06-03' }))
    pages.later(30 * 86_400_000)
    const page = await (await pages.app.request(pages.path('preferences'))).text()
    expect(page).toContain('name="pause" value=""')
  })

  test('that ends today or earlier is refused, and the rest of the form is kept', async () => {
    const answer = await pages.app.request(pages.path('preferences'), form({ cadence: 'daily', pause: '2024-05-20' }))
    const page = await answer.text()
    expect([answer.status, await pages.now()]).toEqual([400, pages.ada])
    expect(page).toContain('which is not ahead')
    expect(page).toContain('value="daily" id="daily" checked')
  })
})
