import { beforeEach, describe, expect, test } from 'vitest'
import { form, openPages, type Pages } from './subscription.fixture.ts'

let pages: Pages

beforeEach(async () => {
  pages = await openPages()
})

const reason = (fields: Record<string, string>, headers = {}) =>
  pages.app.request(`${pages.path('unsubscribe')}/reason`, { ...form(fields), headers })

describe('the page after leaving', () => {
  test('asks why, and takes the answer once', async () => {
    const page = await (await pages.app.request(pages.path('unsubscribe'), form({}))).text()
    expect(page).toContain(`action="${pages.path('unsubscribe')}/reason"`)
    const answer = await (await reason({ reason: 'often', words: 'Once a month would do.' })).text()
    expect(answer).toContain('Thank you for telling.')
    expect(answer).not.toContain('<form')
    expect((await pages.now()).leaveReason).toBe('It comes too often: Once a month would do.')
    expect(await (await pages.app.request(pages.path('unsubscribe'))).text()).not.toContain('<form')
  })

  test('asks again when nothing was said', async () => {
    await pages.app.request(pages.path('unsubscribe'), form({}))
    expect(await (await reason({ words: ' ' })).text()).toContain('Would you say why?')
    expect((await pages.now()).leaveReason).toBe(null)
  })

  test('keeps words whatever is in them', async () => {
    await pages.app.request(pages.path('unsubscribe'), form({}))
    await reason({ words: `\0<b>x</b>\ud800${'y'.repeat(600)}` })
    expect((await pages.now()).leaveReason).toMatch(/^<b>x<\/b>\ufffd+y+$/)
    expect((await pages.now()).leaveReason).toHaveLength(500)
  })

  test('has a way back, unless nobody can sign up', async () => {
    const page = await (await pages.app.request(pages.path('unsubscribe'), form({}))).text()
    expect(page).toContain('<a href="/subscribe">Come back</a>')
    pages = await openPages({ subscribe: { open: false } })
    expect(await (await pages.app.request(pages.path('unsubscribe'), form({}))).text()).not.toContain('Come back')
  })
})

describe('a reason', () => {
  test('of somebody who has not left is not kept, and nobody leaves by it', async () => {
    const answer = await reason({ reason: 'often' })
    expect(await answer.text()).toContain('Unsubscribe?')
    expect(await pages.now()).toEqual(pages.ada)
  })

  test('from a page of another site is refused', async () => {
    await pages.app.request(pages.path('unsubscribe'), form({}))
    expect((await reason({ reason: 'often' }, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect((await pages.now()).leaveReason).toBe(null)
  })

  test('without a link of ours is 404', async () => {
    expect((await pages.app.request('/unsubscribe/nonsense/reason', form({ reason: 'often' }))).status).toBe(404)
  })
})

test.each(['unsubscribe', 'preferences'] as const)('the page of %s says that nothing is tracked', async (purpose) => {
  expect(await (await pages.app.request(pages.path(purpose))).text()).toContain('Opens and clicks are not tracked.')
})
