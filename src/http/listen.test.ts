import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from './listen.ts'

const app = new Hono().get('/', (c) => c.text('hello'))

test('an app is served at the address that is told', async () => {
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 })
  onTestFinished(close)
  expect(await (await fetch(url)).text()).toBe('hello')
})

test('after closing nothing answers', async () => {
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 })
  await fetch(url)
  await close()
  await expect(fetch(url)).rejects.toThrow()
})

test('a port in use is told with the setting, the value and the fix', async () => {
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 })
  onTestFinished(close)
  const port = Number(new URL(url).port)
  await expect(listen(app, { host: '127.0.0.1', port })).rejects.toThrow(
    `http.port: port ${port} of 127.0.0.1 is in use. Choose another one, or end the program that has it.`,
  )
  await expect(listen(app, { host: '127.0.0.1', port, setting: '--port' })).rejects.toThrow(`--port: port ${port}`)
})

test('a host that is not this machine is told', async () => {
  await expect(listen(app, { host: '192.0.2.1', port: 0 })).rejects.toThrow(
    'http.host: 192.0.2.1 is no address of this machine',
  )
})
