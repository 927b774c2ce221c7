import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { makeSite, post, type Site } from '../support/site.ts'

const ENTRY = fileURLToPath(new URL('../../bin/publish.mjs', import.meta.url))
const FILES = ['rss.xml', 'atom.xml', 'feed.json', 'feeds.opml', 'subscribe.html', 'feed.css']

/** What lies below public/ after a publish of the same posts with these variables. */
function bytesWith(variables: Record<string, string>): string[] {
  const site: Site = makeSite({
    'posts/one.md': post('One & <two>', '2026-03-29', 'Words of **one**.\n', 'tags: [ops, ai]\n'),
    'posts/two.md': post('二つ', '2026-05-01T23:30:00-04:00', '言葉。\n'),
  })
  const { SMTP_URL: _smtp, DATABASE_URL: _database, ...environment } = process.env
  const run = spawnSync(process.execPath, [ENTRY, '--site', site.root, '--feeds-only', '--quiet'], {
    env: { ...environment, ...variables },
    encoding: 'utf8',
  })
  expect(run.stderr).toBe('')
  return FILES.map((name) => site.read(`public/${name}`))
}

it('gives the same bytes in any time zone, and on SQLite and PostgreSQL', async () => {
  const database = await freshDatabase()
  onTestFinished(database.drop)
  const plain = bytesWith({ TZ: 'UTC' })
  expect(bytesWith({ TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8' })).toEqual(plain)
  expect(bytesWith({ TZ: 'America/New_York', DATABASE_URL: database.url })).toEqual(plain)
})
