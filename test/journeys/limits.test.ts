import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { transact } from '../../src/store/db.ts'
import { spend, spent } from '../../src/store/spending.ts'
import { liveServers } from '../support/live-servers.ts'
import { importReaders, notOnce, runProgram } from '../support/program.ts'
import type { Script } from '../support/scripted-smtp.ts'
import { Clock, CONFIG, makeSite, post } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'
import { subscribe } from '../support/subscribers.ts'

/** A live site with these limits, one post and these readers of instant digests. */
async function limited(kind: Kind, limits: string, readers: string[], script?: Script) {
  const { smtp, env } = await liveServers(kind, script)
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  site.write('config/dateline.yaml', `${CONFIG}delivery:\n${limits}`)
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock, env)
  for (const address of readers) await subscribe(app, address, { cadence: 'instant' })
  const run = () => publish(app)
  const sent = (domain = '') => smtp.accepted.filter(({ to }) => to[0]?.endsWith(domain)).length
  return { site, app, clock, smtp, env, run, sent }
}

const readers = (count: number, domain = 'readers.example') =>
  Array.from({ length: count }, (_, n) => `reader${n}@${domain}`)

describe.each(KINDS)('a limit of messages in a day, in %s', (kind) => {
  it('stops the run, says so, and goes on the next day of the site’s zone', async () => {
    const all = readers(12)
    const { app, clock, smtp, run, sent } = await limited(kind, '  perDay: 5\n', all)
    const report = await run()
    expect([sent(), report.halted, report.deliveries.queued]).toEqual([5, null, 7])
    expect(report.waits).toBe(
      'delivery.perDay: 5 messages went out today; 7 more go out from 2026-05-02 00:00 (Europe/Berlin).',
    )
    expect(await spent(app.store.db, 'all', '2026-05-01')).toBe(5)
    const before = smtp.connections()
    expect((await run()).waits).toBe(report.waits)
    expect(smtp.connections()).toBe(before)
    clock.moveTo('2026-05-01T22:00')
    await run()
    expect(sent()).toBe(10)
    clock.moveTo('2026-05-02T22:00')
    expect((await run()).waits).toBe(null)
    expect(notOnce(smtp, all)).toEqual([])
  })

  it('counts only what went out', async () => {
    let refusals = 4
    const { clock, run, sent } = await limited(kind, '  perDay: 5\n', readers(9), (stage) =>
      stage === 'rcpt' && refusals-- > 0 ? { reply: '450 4.2.1 mailbox busy' } : undefined,
    )
    const { deliveries } = await run()
    expect([sent(), deliveries.deferred, deliveries.queued]).toEqual([5, 4, 0])
    clock.moveTo('2026-05-01T23:00')
    await run()
    expect(sent()).toBe(9)
  })

  it('of one domain puts off its messages and no others', async () => {
    const all = [...readers(6, 'gmail.com'), ...readers(6)]
    const { clock, smtp, run, sent } = await limited(kind, '  domains: { Gmail.com: { perDay: 2 } }\n', all)
    const { deliveries, waits } = await run()
    expect([sent('gmail.com'), sent('readers.example'), deliveries.deferred]).toEqual([2, 6, 4])
    expect(waits).toBe(
      'delivery.domains: the limit of today is reached; 4 to gmail.com go out from 2026-05-02 00:00 (Europe/Berlin).',
    )
    expect((await run()).waits).toBe(null)
    expect(sent('gmail.com')).toBe(2)
    for (const time of ['2026-05-01T22:00', '2026-05-02T22:00']) {
      clock.moveTo(time)
      await run()
    }
    expect(notOnce(smtp, all)).toEqual([])
  })

  it('of one domain is told of beside that of all', async () => {
    const all = [...readers(4, 'gmail.com'), ...readers(6)]
    const { run, sent } = await limited(kind, '  perDay: 6\n  domains: { gmail.com: { perDay: 2 } }\n', all)
    const { waits, deliveries } = await run()
    expect([sent(), deliveries.queued + deliveries.deferred]).toEqual([6, 4])
    expect(waits).toMatch(/^delivery\.perDay: 6 messages went out today; \d more go out from .*\(Europe\/Berlin\)\./)
    expect(waits).toMatch(/ delivery\.domains: the limit of today is reached; \d to gmail\.com go out from /)
  })

  it('of one domain is used up, however slowly its server answers', async () => {
    let dots = 0
    const { run, sent } = await limited(
      kind,
      '  connections: 2\n  domains: { gmail.com: { perDay: 5 } }\n',
      readers(5, 'gmail.com'),
      // Longer than what was counted is remembered for.
      (stage) => (stage === 'dot' && ++dots <= 2 ? { until: setTimeout(300 * dots) } : undefined),
    )
    const { deliveries } = await run()
    expect([sent(), deliveries.deferred]).toEqual([5, 0])
  })

  it('for each of the other domains is one of its own', async () => {
    const all = [...readers(3, 'a.example'), ...readers(3, 'b.example'), ...readers(3, 'c.example')]
    const limits = '  domains: { "*": { perDay: 2 }, c.example: { perDay: 3 } }\n'
    const { run, sent } = await limited(kind, limits, all)
    expect((await run()).waits).toMatch(/; 1 to [ab]\.example, 1 to [ab]\.example go out from/)
    expect(['a.example', 'b.example', 'c.example'].map(sent)).toEqual([2, 2, 3])
  })

  it('that another process uses up meanwhile keeps the last dot back, and costs no attempt', async () => {
    const all = readers(3)
    let used: Promise<void> | undefined
    const { app, clock, smtp, run, sent } = await limited(kind, '  perDay: 3\n  connections: 1\n', all, (stage) => {
      if (stage !== 'data') return undefined
      used ??= transact(app.store.db, (trx) => spend(trx, [{ name: 'all', period: '2026-05-01', messages: 3 }]))
      return { until: used }
    })
    expect([(await run()).deliveries.accepted, sent()]).toEqual([0, 0])
    const rows = await app.store.db
      .selectFrom('deliveries')
      .select(['state', 'attempts', 'next_at as nextAt'])
      .execute()
    expect(rows.every(({ state, attempts }) => ['ready', 'deferred'].includes(state) && attempts === 0)).toBe(true)
    expect(rows.map(({ nextAt }) => nextAt)).toContain(Date.parse('2026-05-02T00:00+02:00'))
    clock.moveTo('2026-05-01T22:00')
    await run()
    expect(notOnce(smtp, all)).toEqual([])
  })

  it('holds for two programs at once', async () => {
    const { site, env, smtp } = await limited(kind, '  perDay: 20\n', [])
    await importReaders(site, 60, env)
    const ended = await Promise.all([1, 2].map(() => runProgram(site, ['publish'], env)))
    expect(ended.map(({ code }) => code)).toEqual([0, 0])
    expect(smtp.accepted).toHaveLength(20)
    expect(ended.map(({ err }) => err).join()).toContain('delivery.perDay: 20 messages went out today')
  })
})

describe('a limit of messages in a second', () => {
  it('lets every message out, one after the other', async () => {
    const all = readers(8)
    const { smtp, run } = await limited('sqlite', '  perSecond: 100\n', all)
    await run()
    expect(notOnce(smtp, all)).toEqual([])
  })

  it('of one domain holds up nobody else', async () => {
    const all = [...readers(5, 'slow.example'), ...readers(40)]
    const stop = new AbortController()
    const { app, sent } = await limited(
      'sqlite',
      '  domains: { slow.example: { perSecond: 0.001 } }\n',
      all,
      (stage) => {
        if (stage === 'dot' && sent() === 40) stop.abort()
        return undefined
      },
    )
    await publish(app, { signal: stop.signal })
    expect([sent('readers.example'), sent('slow.example')]).toEqual([40, 1])
  })

  it('keeps some hundreds of a domain in memory and puts off the rest, with no attempt used up', async () => {
    const all = [...readers(310, 'slow.example'), ...readers(5)]
    const stop = new AbortController()
    const {
      app,
      run: _,
      smtp,
    } = await limited('sqlite', '  domains: { slow.example: { perSecond: 1 } }\n', all, (stage) => {
      if (stage === 'dot' && smtp.accepted.length === 5) stop.abort()
      return undefined
    })
    const { deliveries } = await publish(app, { signal: stop.signal })
    expect(deliveries.deferred).toBeGreaterThanOrEqual(9)
    const rows = await app.store.db
      .selectFrom('deliveries')
      .select(['attempts', 'next_at'])
      .where('state', '=', 'deferred')
      .orderBy('next_at')
      .execute()
    expect(rows.every(({ attempts, next_at }) => attempts === 0 && (next_at ?? 0) > app.clock() + 300_000)).toBe(true)
    expect(new Set(rows.map(({ next_at }) => next_at)).size).toBe(rows.length)
  })
})

it('a sender that is refused raises an alarm, and costs nobody their address', async () => {
  const { app, run } = await limited('sqlite', '  connections: 1\n', readers(3), (stage, { line }) =>
    stage === 'rcpt' && line.includes('reader1@')
      ? { reply: '550 5.7.26 no DMARC for <reader1@readers.example>' }
      : undefined,
  )
  expect((await run()).alarms).toEqual([
    { reply: '550 5.7.26 no DMARC for <(an address)>', domain: 'readers.example', count: 1 },
  ])
  expect(await app.store.db.selectFrom('suppressions').selectAll().execute()).toEqual([])
})
