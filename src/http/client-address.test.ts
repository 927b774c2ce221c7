import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { clientAddress, clientKey } from './client-address.ts'
import { from } from './subscription.fixture.ts'

const app = new Hono().get('/', (c) => c.text(clientAddress(c)))

async function seen(remote: string, passedOn?: string): Promise<string> {
  const headers: Record<string, string> = passedOn === undefined ? {} : { 'X-Forwarded-For': passedOn }
  return (await app.request('/', { headers }, from(remote))).text()
}

describe('the address of a client', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['fe80::7%eth0', 'fe80::7'],
  ])('is that of the connection: %s', async (remote, address) => {
    expect(await seen(remote)).toBe(address)
  })

  test('is not what a client says of itself', async () => {
    expect(await seen('192.0.2.7', '198.51.100.1')).toBe('192.0.2.7')
  })

  test.each([
    ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['::1', 'forged, 203.0.113.9, 198.51.100.1', '198.51.100.1'],
    ['127.0.0.1', '198.51.100.1, 127.0.0.1', '198.51.100.1'],
    ['127.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['127.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
    ['127.0.0.1', '203.0.113.9, unknown', '127.0.0.1'],
    ['127.0.0.1', '', '127.0.0.1'],
  ])('behind a proxy at %s that says %j is %s', async (proxy, passedOn, address) => {
    expect(await seen(proxy, passedOn)).toBe(address)
  })

  test('is unknown without a connection', async () => {
    expect(await (await app.request('/')).text()).toBe('unknown')
  })
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:0:1:a:b:c:d', '2001:db8:0:1::/64'],
  ['2001:DB8::1:a:b:c:d', '2001:db8:0:1::/64'],
  ['2001:db8:0:1::', '2001:db8:0:1::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (address, key) => {
  expect(clientKey(address)).toBe(key)
})
