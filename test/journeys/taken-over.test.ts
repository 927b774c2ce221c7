import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { Clock, makeSite, post } from '../support/site.ts'

it('begins again where another run took over while it was held up', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-04-01') })
  const app = await site.open(new Clock('2026-05-01T10:00'))
  let left = 2
  const report = await publish(app, {
    feedsOnly: true,
    onProgress: (step) => {
      if ((step === 'reading' && left === 2) || (step === 'writing' && left === 1)) {
        left--
        takeOver(site.path('data/rehearsal/dateline.db'))
      }
    },
  })
  expect(left).toBe(0)
  expect(report.posts.new).toHaveLength(1)
  expect(report.feeds).toMatchObject({ failed: null, left: 0 })
  expect(site.read('public/rss.xml')).toContain('<title>One</title>')
})

/** As another process does that finds the lease expired, and ends at once. */
function takeOver(file: string): void {
  const database = new DatabaseSync(file)
  database.exec('update locks set epoch = epoch + 1, until = 0')
  database.close()
}
