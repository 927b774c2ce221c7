import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { liveSite } from '../support/live-site.ts'
import { post } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

describe('a message', () => {
  const POST = post(
    'One',
    '2026-05-01',
    'See [this page](https://elsewhere.example/page?id=7&from=feed).\n',
    'image: https://pictures.example/cat.jpg\n',
  )

  async function messages() {
    const { site, app, smtp } = await liveSite('sqlite')
    site.write('posts/one.md', POST)
    for (const name of ['ada', 'bob']) await subscribe(app, `${name}@example.net`, { cadence: 'instant' })
    await publish(app)
    expect(smtp.accepted).toHaveLength(2)
    return Promise.all(smtp.accepted.map(({ body }) => PostalMime.parse(body)))
  }

  it('loads nothing but the pictures of its posts', async () => {
    for (const { html = '' } of await messages()) {
      const loaded = [...html.matchAll(/(?:\bsrc|\bbackground|\bsrcset|\bposter)="([^"]*)"|url\(['"]?([^'")]*)/g)]
      expect(loaded.map(([, source, url]) => source ?? url)).toEqual(['https://pictures.example/cat.jpg'])
      expect(html).not.toMatch(/<(link|script|iframe|object|embed|video|audio)\b|@import/i)
    }
  })

  it('has links that lead where they say', async () => {
    for (const { html = '' } of await messages()) {
      const links = [...html.matchAll(/\bhref="([^"]*)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'))
      expect(links).toContain('https://elsewhere.example/page?id=7&from=feed')
      expect(links).toContain('https://blog.example.org/one/')
      const elsewhere = links.filter((link) => !/^(https:\/\/blog\.example\.org(\/|$)|mailto:|#)/.test(link))
      expect([...new Set(elsewhere)]).toEqual(['https://elsewhere.example/page?id=7&from=feed'])
    }
  })

  it('is the same for everybody, but for address and the links to leave and to choose', async () => {
    const shared = (await messages()).map(({ html = '', text = '' }) =>
      [html, text].map((part) =>
        part
          .replaceAll(/\b(ada|bob)@example\.net/g, '(address)')
          .replaceAll(/\/(unsubscribe|preferences)\/[\w-]+/g, '/$1'),
      ),
    )
    expect(shared[0]?.join()).toContain('(address)')
    expect(shared[1]).toEqual(shared[0])
  })
})
