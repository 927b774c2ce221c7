import { describe, expect, it } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { recordReports } from '../../src/store/reports.ts'
import { liveServers } from '../support/live-servers.ts'
import { copiesOf, importReaders, notOnce, runProgram } from '../support/program.ts'
import type { Script } from '../support/scripted-smtp.ts'
import { Clock, makeSite, post } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'

async function siteOn(kind: Kind, readers: number, script: Script) {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const { smtp, env } = await liveServers(kind, script)
  return { site, smtp, env, addresses: await importReaders(site, readers, env) }
}

describe.each(KINDS)('an edition that goes wrong in %s', (kind) => {
  it('pauses by itself when too much bounces, and is sent to all others once when a person lets it go on', async () => {
    let isBad = true
    let messages = 0
    const refused = new Set<string>()
    const { site, smtp, env, addresses } = await siteOn(kind, 80, (stage, { line }) => {
      if (stage !== 'rcpt' || !isBad || ++messages % 2 === 0) return undefined
      refused.add(/<(.*)>/.exec(line)?.[1] ?? '')
      return { reply: '550 5.7.1 not from you' }
    })
    const paused = await runProgram(site, ['publish'], env)
    expect(paused.code).toBe(1)
    expect(paused.err).toMatch(
      /Held: "One" to \d+ subscribers: \d+ of \d+ messages bounced, more than 5 %\. Send it with: /,
    )
    const before = smtp.accepted.length
    expect(before + refused.size).toBeLessThan(60)

    isBad = false
    expect((await runProgram(site, ['publish'], env)).code).toBe(1)
    expect(smtp.accepted).toHaveLength(before)
    expect((await runProgram(site, ['publish', '--approve'], env)).code).toBe(0)
    expect(
      notOnce(
        smtp,
        addresses.filter((address) => !refused.has(address)),
      ),
    ).toEqual([])
    expect([...refused].filter((address) => copiesOf(smtp, address).length > 0)).toEqual([])
  })

  it('pauses by itself when readers complain', async () => {
    let messages = 0
    let isFull = true
    const { site, smtp, env, addresses } = await siteOn(kind, 12, (stage) =>
      stage === 'rcpt' && ++messages > 8 && isFull ? { reply: '450 4.2.1 later' } : undefined,
    )
    const clock = new Clock(new Date().toISOString())
    const app = await site.open(clock, env)
    await publish(app)
    expect(smtp.accepted).toHaveLength(8)
    const complaints = [0, 1].map((n) => ({
      ...{ kind: 'complained' as const, status: null, detail: 'abuse', source: 'inbound', sourceKey: String(n) },
      about: { addressKey: smtp.accepted[n]!.to[0]! },
      at: clock.now,
    }))
    await recordReports(app.store.db, complaints, clock.now)
    isFull = false
    clock.now += 3_600_000
    const held = await publish(app)
    expect(held.held).toMatchObject([{ subscribers: 4, why: '2 of 8 readers complained, more than 0.1 %' }])
    expect(smtp.accepted).toHaveLength(8)
    expect((await publish(app, { approve: true })).held).toEqual([])
    expect(notOnce(smtp, addresses)).toEqual([])
  })
})
