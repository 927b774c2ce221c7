import { expect, it, onTestFinished } from 'vitest'
import { dateline } from '../support/dateline.ts'
import { freshDatabase } from '../support/postgres.ts'
import { makeSite, post } from '../support/site.ts'

const FILES = ['rss.xml', 'atom.xml', 'feed.json', 'feeds.opml', 'subscribe.html', 'feed.css']

/** What lies below public/ after a publish of the same posts with these variables. */
async function bytesWith(variables: Record<string, string>): Promise<string[]> {
  const site = makeSite({
    'posts/one.md': post('One & <two>', '2026-03-29', 'Words of **one**.\n', 'tags: [ops, ai]\n'),
    'posts/two.md': post('二つ', '2026-05-01T23:30:00-04:00', '言葉。\n'),
  })
  expect(await dateline(site, ['publish', '--feeds-only', '--quiet'], variables)).toMatchObject({ code: 0, err: '' })
  return FILES.map((name) => site.read(`public/${name}`))
}

it('gives the same bytes in any time zone, and on SQLite and PostgreSQL', async () => {
  const database = await freshDatabase()
  onTestFinished(database.drop)
  const plain = await bytesWith({ TZ: 'UTC' })
  expect(await bytesWith({ TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8' })).toEqual(plain)
  expect(await bytesWith({ TZ: 'America/New_York', DATABASE_URL: database.url })).toEqual(plain)
})
