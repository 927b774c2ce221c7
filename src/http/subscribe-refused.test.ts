import { beforeEach, describe, expect, test } from 'vitest'
import { form, from, openPages, type Pages } from './subscription.fixture.ts'

let pages: Pages

beforeEach(async () => {
  pages = await openPages()
})

const rows = () => pages.db.selectFrom('sign_ups').selectAll().execute()
const post = (fields: Record<string, string> | string[][]) =>
  pages.app.request('/subscribe', form(fields), from('192.0.2.7'))

describe('what cannot be taken', () => {
  test.each([
    ['', 'is empty'],
    ['eve', 'has no @'],
    ['eve@example', 'has a domain without a dot'],
    ['eve@example.org\r\nBcc: all@example.org', 'invisible character (U+000D)'],
    ['eve@exam\0ple.org', 'invisible character (U+0000)'],
    ['eve@example.org, bob@example.org', 'is more than one address'],
    ['évé@example.org', 'before the @, which most mail servers cannot take (SMTPUTF8)'],
    [`${'e'.repeat(65)}@example.org`, 'has more than 64 octets before the @'],
    [`eve@${'example.'.repeat(40)}org`, 'is longer than 254 octets'],
  ])('is the address %j: it %s', async (address, why) => {
    const answer = await post({ address, name: 'Eve' })
    const page = await answer.text()
    expect([answer.status, await rows()]).toEqual([400, []])
    expect(page.replaceAll('&quot;', '"')).toContain(why)
    expect(page).toMatch(/name="address"[^>]*aria-invalid="true" aria-describedby="refused"/)
  })

  test.each([
    [{ name: 'Eve\r\nBcc: all@example.org' }, 'name has a line break'],
    [{ name: 'e'.repeat(201) }, 'name has more than 200 characters'],
    [{ cadence: 'dayly' }, 'Did you mean daily?'],
    [{ cadence: 'site' }, 'is not to be had'],
    [{ zone: 'Europe/Berlim' }, 'Did you mean Europe/Berlin?'],
    [{ hour: '25' }, 'is no full hour'],
  ])('is %j', async (fields, why) => {
    const answer = await post({ address: 'eve@example.org', ...fields })
    expect([answer.status, await rows()]).toEqual([400, []])
    expect(await answer.text()).toContain(why)
  })

  test('leaves the rest of the form as it was filled in', async () => {
    const answer = await post([
      ['address', 'eve@'],
      ['name', 'Eve <3'],
      ['cadence', 'monthly'],
      ['topic', 'sailing'],
    ])
    const page = await answer.text()
    expect(page).toContain('value="eve@"')
    expect(page).toContain('value="Eve &lt;3"')
    expect(page).toContain('value="monthly" id="monthly" checked')
    expect(page).toMatch(/value="sailing"[^>]*checked/)
  })

  test('leaves a zone that was chosen, where the script would guess it anew', async () => {
    const page = await (await post({ address: 'eve@', zone: 'Asia/Tokyo' })).text()
    expect(page).toContain('<option value="Asia/Tokyo" selected>')
    expect(page).not.toContain('<script')
    expect(await (await post({ address: 'eve@' })).text()).toContain('<script')
  })

  test.each([
    ['application/json', '{"address":"eve@example.org"}'],
    ['multipart/form-data; boundary=x', 'nonsense'],
    ['application/x-www-form-urlencoded', ''],
  ])('is a body of %s that is no form', async (type, body) => {
    const answer = await pages.app.request('/subscribe', { method: 'POST', headers: { 'Content-Type': type }, body })
    expect([answer.status, await rows()]).toEqual([400, []])
  })

  test('is a form that is too large', async () => {
    expect((await post({ address: 'eve@example.org', name: 'x'.repeat(100_000) })).status).toBe(413)
  })
})
