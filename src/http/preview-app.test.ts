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
  expect(await (await app.request('/')).text()).toContain('<iframe src="/html"')
  expect(await (await app.request('/html')).text()).toContain('<p>Rich</p>')
})

test('what keeps it from being rendered is shown instead', async () => {
  const app = previewApp(() => Promise.reject(new Error('digest.mjml:3: unknown tag <mj-x>')))
  const answer = await app.request('/')
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('unknown tag &lt;mj-x&gt;')])
})
