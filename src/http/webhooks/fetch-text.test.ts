import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { fetchText } from './fetch-text.ts'

async function serve(answer: RequestListener): Promise<URL> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

it('answers the text that is there', async () => {
  expect(await fetchText(await serve((_, response) => response.end('a certificate')))).toBe('a certificate')
})

it('takes no other answer than 200 for it', async () => {
  const url = await serve((_, response) => response.writeHead(403).end('no'))
  await expect(fetchText(url)).rejects.toThrow('it answered 403')
})

it('follows no redirect', async () => {
  const url = await serve(({ url: path }, response) =>
    path === '/' ? response.writeHead(302, { Location: '/other' }).end() : response.end('elsewhere'),
  )
  await expect(fetchText(url)).rejects.toThrow()
})

it('stops reading what never ends', async () => {
  const url = await serve((_, response) => {
    const more = () => response.write('x'.repeat(16_384), more)
    more()
  })
  await expect(fetchText(url)).rejects.toThrow('the answer is larger than 65536 bytes')
})
