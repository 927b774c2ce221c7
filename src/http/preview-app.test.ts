import { expect, test } from 'vitest'
import { previewApp } from './preview-app.ts'

const RAW = 'Subject: Tides\r\nContent-Type: text/html\r\n\r\n<p>Rich</p>\r\n'

test('the message is rendered anew at every request', async () => {
  let times = 0
  const app = previewApp(async () => Buffer.from(RAW.replace('Tides', `Tides ${++times}`)))
  expect(await (await app.request('/')).text()).toContain('<h1 dir="auto">Tides 1</h1>')
  expect(await (await app.request('/')).text()).toContain('<h1 dir="auto">Tides 2</h1>')
})

test('its HTML part is shown in a frame', async () => {
  const app = previewApp(async () => Buffer.from(RAW))
  expect(await (await app.request('/')).text()).toContain('<iframe src="/digest/html"')
  expect(await (await app.request('/digest/html')).text()).toContain('<p>Rich</p>')
})

test.each([
  'digest',
  'confirmation',
  'welcome',
  'address',
])('a tab leads to the message by name of %s, and its parts', async (kind) => {
  const app = previewApp(async (wanted) => Buffer.from(RAW.replace('Tides', `The ${wanted}`)))
  expect(await (await app.request('/')).text()).toContain(`<a href="/${kind}"`)
  const page = await (await app.request(`/${kind}`)).text()
  expect(page).toContain(`<a href="/${kind}" aria-current="page">`)
  expect(page).toContain(`<h1 dir="auto">The ${kind}</h1>`)
  expect(page).toContain(`<a href="/${kind}?view=text">`)
})

test('another message than the digest can come first', async () => {
  const app = previewApp(async (wanted) => Buffer.from(RAW.replace('Tides', `The ${wanted}`)), 'welcome')
  expect(await (await app.request('/')).text()).toContain('<h1 dir="auto">The welcome</h1>')
})

test('what keeps one from being rendered is shown instead, with the way to the others', async () => {
  const app = previewApp(() => Promise.reject(new Error('digest.mjml:3: unknown tag <mj-x>')))
  const answer = await app.request('/')
  const page = await answer.text()
  expect([answer.status, page]).toEqual([500, expect.stringContaining('unknown tag &lt;mj-x&gt;')])
  expect(page).toContain('<a href="/welcome"')
})
