import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { feedsConfig } from '../support/feed-chain.ts'
import { Clock, makeSite, post, publishAt } from '../support/site.ts'

it('takes the folder of a tag away with its last post', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-04-01', 'Words.\n', 'tags: [rare]\n') })
  site.write('config/dateline.yaml', feedsConfig())
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await publishAt(app, clock, '2026-05-01T10:00')
  site.write('posts/one.md', post('One', '2026-04-01', 'Words.\n', 'tags: [common]\n'))
  await publishAt(app, clock, '2026-05-01T11:00')
  expect(existsSync(site.path('public/tags/rare'))).toBe(false)
})
