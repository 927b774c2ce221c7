import { expect, it, onTestFinished } from 'vitest'
import { Clock, makeSite, post } from '../../test/support/site.ts'
import { publish } from './publish.ts'
import { workerLog } from './worker-log.ts'

/** What a worker says, word for word, of a site with a first post. */
async function listening() {
  const said: { level: string; fields: object; message: string }[] = []
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    app.log[level] = (fields, message) => void said.push({ level, fields, message })
  const report = await publish(app)
  return { app, clock, said, report, log: workerLog(app) }
}

it('says once a minute how far the sending is', async () => {
  const { clock, said, log } = await listening()
  const { step, hasTried, end } = log.progress()
  onTestFinished(end)
  expect(hasTried()).toBe(false)
  const sums = { accepted: 110, deferred: 6, bounced: 3, inDoubt: 1 }
  for (const second of ['05', '30', '59']) {
    clock.moveTo(`2026-05-01T10:00:${second}`)
    step('sending', 60, 300, sums)
  }
  clock.moveTo('2026-05-01T10:01:00')
  step('sending', 120, 300, sums)
  step('sending', 121, 300, sums)
  expect(hasTried()).toBe(true)
  expect(said.filter(({ message }) => message === 'sending')).toEqual([
    { level: 'info', fields: { ...sums, left: 180, rate: 2 }, message: 'sending' },
  ])
})

it('warns of a mail server once, until it takes its share again', async () => {
  const { said, report, log } = await listening()
  const deliveries = { ...report.deliveries, accepted: 1 }
  const servers = [{ server: 'one.example', reason: 'it refuses the password (535).' }]
  log.ended({ ...report, deliveries, servers })
  log.ended({ ...report, deliveries: { ...deliveries, accepted: 0 } })
  log.ended({ ...report, deliveries, servers })
  expect(log.servers()).toEqual(servers)
  log.ended({ ...report, deliveries })
  expect(said.flatMap(({ message }) => (message.includes('server') ? message : []))).toEqual([
    'the mail server gave way to the others: it refuses the password (535).',
    'every mail server takes its share again',
  ])
})

it('says once what waits for another day', async () => {
  const { said, report, log } = await listening()
  const waits = 'delivery.perDay: 5 messages went out today.'
  for (const _ of [1, 2]) log.ended({ ...report, waits })
  expect(said.filter(({ message }) => message === waits)).toHaveLength(1)
})

it('says of a run in which everything was deferred that there was one', async () => {
  const { said, report, log } = await listening()
  const idle = { ...report, posts: { ...report.posts, new: [] }, feeds: { ...report.feeds, written: [] }, editions: [] }
  const deliveries = { ...report.deliveries, accepted: 0, deferred: 120 }
  said.length = 0
  log.ended({ ...idle, deliveries }, true)
  log.ended({ ...idle, deliveries }, false)
  expect(said.filter(({ fields }) => 'deferred' in fields).map(({ level, message }) => [level, message])).toEqual([
    ['info', 'published'],
    ['debug', 'nothing to do'],
  ])
})
