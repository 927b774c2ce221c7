import { describe, expect, test } from 'vitest'
import { configSchema } from './schema.ts'

const withHub = (hub: string) =>
  configSchema.safeParse({
    site: { title: 'Ada writes', url: 'https://blog.example.org' },
    feeds: { hub },
    digest: { from: 'ada@example.org' },
  })

describe('feeds.hub', () => {
  test.each([
    ['https://hub.example.org', 'https://hub.example.org/'],
    ['http://127.0.0.1:8081/hub', 'http://127.0.0.1:8081/hub'],
    ['http://[::1]/hub', 'http://[::1]/hub'],
  ])('takes %s', (hub, address) => {
    expect(withHub(hub).data?.feeds.hub).toBe(address)
  })

  test.each([
    'http://hub.example.org/',
    'http://127.0.0.1.example.org/',
    'ftp://hub.example.org/',
    'hub',
    '',
  ])('refuses %j, with the fix', (hub) => {
    expect(withHub(hub).error?.issues.map(({ message }) => message)).toEqual([
      'is no https address. Write it like https://hub.example.org/.',
    ])
  })
})
