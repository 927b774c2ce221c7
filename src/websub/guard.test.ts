import { expect, it } from 'vitest'
import { checkHub, type Resolve } from './guard.ts'

const answering =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

const asWritten: Resolve = async (host) => answering(host)(host)

const PUBLIC = answering('93.184.216.34', '2606:2800:21f:cb07::1')

it('lets a hub pass that has only public addresses', async () => {
  const { url, addresses } = await checkHub('https://hub.example/push?a=1', PUBLIC, false)
  expect(url.href).toBe('https://hub.example/push?a=1')
  expect(addresses.map(({ address }) => address)).toEqual(['93.184.216.34', '2606:2800:21f:cb07::1'])
})

it('refuses a hub of which one address is private', async () => {
  const resolve = answering('93.184.216.34', '10.0.0.7')
  await expect(checkHub('https://hub.example/', resolve, false)).rejects.toThrow(
    'feeds.hub: https://hub.example/ leads to 10.0.0.7, which is no public address. Name a hub on the internet.',
  )
})

it.each([
  'https://127.0.0.1/',
  'https://0x7f.1/',
  'https://2130706433/',
  'https://017700000001/',
  'https://192.168.1.1:8443/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[fd00::1]/',
  'https://[64:ff9b::a00:1]/',
])('refuses the literal address %s', async (hub) => {
  await expect(checkHub(hub, asWritten, false)).rejects.toThrow('which is no public address')
})

it('lets this machine pass where it may, and there without TLS', async () => {
  const { addresses } = await checkHub('http://hub.example:9/', answering('127.0.0.1', '::1'), true)
  expect(addresses).toHaveLength(2)
})

it('refuses a private network even where this machine may pass', async () => {
  await expect(checkHub('https://10.0.0.7/', asWritten, true)).rejects.toThrow('leads to 10.0.0.7')
})

it.each([
  [false, '127.0.0.1'],
  [true, '93.184.216.34'],
])('refuses http (loopback allowed: %s, address %s)', async (allowLoopback, address) => {
  await expect(checkHub('http://hub.example/', answering(address), allowLoopback)).rejects.toThrow(
    'feeds.hub: http://hub.example/ is not encrypted. Write it with https.',
  )
})

it.each(['hub.example', 'ftp://hub.example/', '', 'https://'])('refuses "%s", which is no web address', async (hub) => {
  await expect(checkHub(hub, PUBLIC, false)).rejects.toThrow(
    `feeds.hub: "${hub}" is no web address. Write it like https://hub.example.org/.`,
  )
})

it('refuses a password in the address and does not repeat it', async () => {
  await expect(checkHub('https://ada:hunter2@hub.example/', PUBLIC, false)).rejects.toThrow(
    'feeds.hub: the address of https://hub.example/ holds a name or password. Write it without them.',
  )
})

it('keeps a key in the query out of its messages', async () => {
  await expect(checkHub('https://hub.example/?key=hunter2', answering(), false)).rejects.toThrow(
    'feeds.hub: https://hub.example/ cannot be found (no address). Check its name; the next run pings it again.',
  )
})

it('says why a name was not found', async () => {
  const resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }))
  await expect(checkHub('https://hub.example/', resolve, false)).rejects.toThrow(
    'feeds.hub: https://hub.example/ cannot be found (ENOTFOUND). Check its name; the next run pings it again.',
  )
})
