import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { freshStore } from '../../test/support/stores.ts'
import { configSchema } from '../config/schema.ts'
import { findSubscriber } from '../store/subscribers.ts'
import { keyRing, signToken } from '../subscribers/token.ts'
import { inboxApp } from './inbox-app.ts'

const config = configSchema.parse({
  site: { title: 'Harbour Notes', url: 'https://harbour.example', timezone: 'Europe/Berlin' },
  digest: { from: 'digest@harbour.example' },
})
const keys = keyRing('a secret that is long enough for everybody')
const NAME = '20240520T080000000Z-ada@example.org-0123abcd.eml'

let dir: string
let db: Awaited<ReturnType<typeof freshStore>>['db']
let app: ReturnType<typeof inboxApp>

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'inbox-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  db = (await freshStore('sqlite')).db
  app = inboxApp({ dir, config, db, keys, clock: () => NOW })
})

function keep(name = NAME, more: { subject?: string; html?: string; text?: string } = {}): void {
  const { subject = 'Tides', html = '<p>Rich</p>', text = 'Plain' } = more
  const parts = `--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--b\r\nContent-Type: text/html\r\n\r\n${html}\r\n--b--\r\n`
  const head = `From: Harbour <digest@harbour.example>\r\nTo: ada@example.org\r\nSubject: ${subject}\r\n`
  writeFileSync(
    join(dir, name),
    `${head}MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n${parts}`,
  )
}

const get = async (path: string) => (await app.request(path)).text()

describe('the list', () => {
  test('says what to do while it is empty', async () => {
    expect(await get('/')).toContain('Run <code>npm run publish -- --now</code>')
  })

  test('shows the newest message first, at the time of the site', async () => {
    keep(NAME, { subject: 'First' })
    keep(NAME.replace('T08', 'T09'), { subject: 'Second' })
    const page = await get('/')
    expect(page.indexOf('Second')).toBeLessThan(page.indexOf('First'))
    expect(page).toContain('>20 May 2024, 10:00</time>')
  })

  test('shows a subject as text, whatever is in it', async () => {
    keep(NAME, { subject: '<script>alert(1)</script>' })
    expect(await get('/')).toContain('&lt;script&gt;alert(1)')
  })

  test('comes in pages of fifty', async () => {
    for (let n = 10; n < 62; n++) keep(NAME.replace('000Z', `0${n}Z`), { subject: `Number ${n}` })
    expect((await get('/')).match(/class="subject"/g)).toHaveLength(50)
    expect((await get('/?page=2')).match(/Number 1[01]</g)).toHaveLength(2)
  })

  test('has a state that changes when a message comes', async () => {
    const before = await get('/state')
    keep()
    expect(await get('/state')).not.toBe(before)
    expect(await get('/')).toContain(`data-state="${await get('/state')}"`)
  })
})

describe('a message', () => {
  test('has its HTML in a frame in which nothing runs', async () => {
    keep()
    expect(await get(`/messages/${NAME}`)).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
    const frame = await app.request(`/messages/${NAME}/html`)
    expect(frame.headers.get('Content-Security-Policy')).toMatch(/^sandbox allow-popups .*default-src 'none'/)
    expect(await frame.text()).toContain('<p>Rich</p>')
  })

  test('shows its text and its source as they are', async () => {
    keep(NAME, { text: 'Plain <b>' })
    expect(await get(`/messages/${NAME}?view=text`)).toContain('Plain &lt;b&gt;')
    expect(await get(`/messages/${NAME}?view=source`)).toContain('Content-Type: multipart/alternative; boundary=b')
  })

  test('can be had as a file', async () => {
    keep()
    const answer = await app.request(`/messages/${NAME}/file`)
    expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="${NAME}"`)
  })

  test.each([
    '/messages/..%2f..%2fetc%2fpasswd',
    `/messages/${NAME}`,
    `/messages/${NAME}/html`,
    '/messages/x/file',
  ])('%s that is not there is 404', async (path) => {
    expect((await app.request(path)).status).toBe(404)
  })
})

test("a reader's way works: from the digest to the page, to unsubscribed", async () => {
  const ada = await subscribe(db, 'ada')
  const token = signToken(keys, 'unsubscribe', { subscriberId: ada.id, tokenEpoch: ada.tokenEpoch })
  keep(NAME, { html: `<a href="https://harbour.example/unsubscribe/${token}">Unsubscribe</a>` })
  const link = /href="(\/unsubscribe\/[^"]+)"/.exec(await get(`/messages/${NAME}/html`))?.[1]
  expect(await get(link!)).toContain('<button')
  await app.request(link!, { method: 'POST' })
  expect((await findSubscriber(db, ada.id))?.state).toBe('unsubscribed')
})
