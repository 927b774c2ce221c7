import { beforeEach, describe, expect, test } from 'vitest'
import { form, openPages } from './subscription.fixture.ts'

let pages: Awaited<ReturnType<typeof openPages>>

beforeEach(async () => {
  pages = await openPages()
})

describe('the page to unsubscribe', () => {
  test('asks with one button, and says who gets what', async () => {
    const page = await (await pages.app.request(pages.path('unsubscribe'))).text()
    expect(page).toContain('ada@example.org')
    expect(page).toContain('every Monday at 08:00 (Europe/Berlin)')
    expect(page.match(/<button/g)).toHaveLength(1)
  })

  test.each(['GET', 'HEAD'])('%s changes nothing', async (method) => {
    for (const purpose of ['unsubscribe', 'preferences'] as const) {
      expect((await pages.app.request(pages.path(purpose), { method })).status).toBe(200)
    }
    expect([await pages.now(), pages.changes()]).toEqual([pages.ada, 0])
  })

  test('shows the name of the site as text, whatever is in it', async () => {
    const page = await (await pages.app.request(pages.path('unsubscribe'))).text()
    expect(page).toContain('Tom &amp; &lt;Jerry&gt;')
  })

  test('carries headers that keep it from being framed, cached, indexed, and from running anything', async () => {
    const { headers } = await pages.app.request(pages.path('unsubscribe'))
    const policy = headers.get('Content-Security-Policy')
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; /)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('X-Robots-Tag')).toContain('noindex')
    expect(headers.get('Set-Cookie')).toBe(null)
  })
})

describe('unsubscribing', () => {
  const multipart = new FormData()
  multipart.set('List-Unsubscribe', 'One-Click')

  test.each([
    ['a mail program (urlencoded)', form({ 'List-Unsubscribe': 'One-Click' })],
    ['a mail program (multipart)', { method: 'POST', body: multipart }],
    ['the button', form({})],
    ['something that sends no body', { method: 'POST' }],
    [
      'another site',
      {
        ...form({ 'List-Unsubscribe': 'One-Click' }),
        headers: { Origin: 'https://mail.example', 'Sec-Fetch-Site': 'cross-site' },
      },
    ],
  ])('works for %s, with 200 and no redirect', async (_, request) => {
    const answer = await pages.app.request(pages.path('unsubscribe'), request)
    expect([answer.status, (await pages.now()).state, pages.changes()]).toEqual([200, 'unsubscribed', 1])
    expect(await answer.text()).toContain('You are unsubscribed')
  })

  test('may be asked for again, with the same answer', async () => {
    const first = await (await pages.app.request(pages.path('unsubscribe'), form({}))).text()
    const second = await pages.app.request(pages.path('unsubscribe'), form({}))
    expect([second.status, await second.text(), pages.changes()]).toEqual([200, first, 1])
  })

  test('the page has no button to unsubscribe any more afterwards', async () => {
    await pages.app.request(pages.path('unsubscribe'), form({}))
    expect(await (await pages.app.request(pages.path('unsubscribe'))).text()).not.toContain('>Unsubscribe<')
  })
})

describe('a link that is none', () => {
  const links = () => [
    '/unsubscribe/nonsense',
    pages.path('preferences').replace('/preferences/', '/unsubscribe/'),
    pages.path('unsubscribe', { subscriberId: 999, tokenEpoch: 1 }),
    pages.path('unsubscribe', { subscriberId: pages.ada.id, tokenEpoch: pages.ada.tokenEpoch + 1 }),
    pages.path('preferences', { subscriberId: pages.ada.id, tokenEpoch: pages.ada.tokenEpoch + 1 }),
    pages.path('unsubscribe').replace('/unsubscribe/', '/preferences/'),
  ]

  test.each([0, 1, 2, 3, 4, 5])('is 404, changes nothing and says what to do (%i)', async (index) => {
    for (const method of ['GET', 'POST']) {
      const answer = await pages.app.request(links()[index]!, { method })
      expect(answer.status).toBe(404)
      expect(await answer.text()).toContain('help@example.org')
    }
    expect(await pages.now()).toEqual(pages.ada)
  })
})

test('a store that fails is an honest error, so that a mail program asks again', async () => {
  await pages.db.schema.alterTable('subscribers').renameTo('gone').execute()
  const answer = await pages.app.request(pages.path('unsubscribe'), form({ 'List-Unsubscribe': 'One-Click' }))
  expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '60'])
})
