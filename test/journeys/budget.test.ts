import { cpSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { liveServers } from '../support/live-servers.ts'
import { importReaders, KILLING, notOnce, runProgram, startProgram } from '../support/program.ts'
import { CONFIG, makeSite, post } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'

/** A live site with this budget, and so many readers of instant digests. */
async function siteWith(budget: string, readers: number, kind: Kind = 'sqlite') {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  site.write('config/dateline.yaml', `${CONFIG}  budget: ${budget}\n`)
  let isAway = false
  const { smtp, env } = await liveServers(kind, (stage) => (stage === 'banner' && isAway ? { drop: true } : undefined))
  const addresses = await importReaders(site, readers, env)
  const run = (...args: string[]) => runProgram(site, args, env)
  const leave = (away: boolean) => {
    isAway = away
  }
  return { site, smtp, env, addresses, run, leave }
}

describe.each(KINDS)('an edition over the budget in %s', (kind) => {
  it('waits for a person, who sends it to everybody once', async () => {
    const { smtp, addresses, run, site } = await siteWith('{ perRun: 3, pricePerThousand: 0.5 }', 5, kind)
    const why = 'with it, 5 digests would go out in this run, and digest.budget.perRun allows 3'
    const plan = await run('publish', '--dry-run', '--json')
    expect(plan.code).toBe(1)
    expect(JSON.parse(plan.out).held).toEqual([{ edition: null, subject: 'One', subscribers: 5, why }])
    expect(plan.err).toContain(`Digest "One" to 5 subscribers (about 0.003) would be held: ${why}.`)

    const held = await run('publish')
    expect(held.code).toBe(1)
    const line = `Held: "One" to 5 subscribers (about 0.003): ${why}. Send it with: npm run publish -- --approve 1 --site ${site.root}`
    expect(held.err).toContain(line)
    expect((await run('status')).out).toContain(line)
    const again = await run('publish', '--json')
    expect(again.code).toBe(1)
    expect(JSON.parse(again.out).held).toEqual([{ edition: 1, subject: 'One', subscribers: 5, why }])
    expect(smtp.accepted).toEqual([])

    const sent = await run('publish', '--approve', '1')
    expect(sent.err).not.toContain('Held')
    expect(sent.err).toContain('Cost: about 0.003 for 5 messages.')
    expect(sent.code).toBe(0)
    expect((await run('publish')).code).toBe(0)
    expect(notOnce(smtp, addresses)).toEqual([])
  })
})

it('sends other editions while one is held', async () => {
  const { site, smtp, run } = await siteWith('{ perDay: 4 }', 5)
  site.write('ops.csv', 'email,cadence,topics\nops@readers.example,instant,ops\n')
  await run('subscribers', 'import', site.path('ops.csv'), '--yes')
  site.write('posts/two.md', post('Two', '2026-05-02', 'Words.\n', 'tags: [ops]\n'))
  expect((await run('publish')).err).toMatch(/to 5 subscribers: with it, [56] digests would go out today/)
  expect(smtp.accepted.map(({ to }) => to[0])).toEqual(['ops@readers.example'])
})

it('refuses to approve what is not there, and says what is held', async () => {
  const { run } = await siteWith('{ perRun: 3 }', 4)
  await run('publish')
  expect(await run('publish', '--approve', '7')).toMatchObject({
    code: 2,
    err: '--approve 7: there is no such edition. Held are: 1 ("One").\n',
  })
  expect(await run('publish', '--approve', '--dry-run')).toMatchObject({ code: 2 })
  const [, name = ''] = /^ *1 {2}([0-9a-f]{8}) /m.exec((await run('deliveries')).out) ?? []
  expect((await run('publish', '--approve', name)).err).toContain('Edition 1 goes on: 4 messages.')
})

it('holds an edition that has grown out of proportion', async () => {
  const { site, smtp, run } = await siteWith('{}', 10)
  expect((await run('publish')).code).toBe(0)
  const lines = Array.from({ length: 120 }, (_, n) => `more${n}@readers.example,instant\n`)
  site.write('more.csv', `email,cadence\n${lines.join('')}`)
  await run('subscribers', 'import', site.path('more.csv'), '--yes')
  site.write('posts/two.md', post('Two', '2026-05-02'))
  const { code, err } = await run('publish')
  expect(code).toBe(1)
  expect(err).toContain(
    'it would go to 130 subscribers, more than ten times as many as the largest of late, which went to 10',
  )
  expect(smtp.accepted).toHaveLength(10)
})

it('is told by the worker once', async () => {
  const { site, smtp, env, run } = await siteWith('{ perRun: 3 }', 4)
  site.write('config/dateline.yaml', `${site.read('config/dateline.yaml')}worker:\n  tick: '* * * * * *'\n`)
  await run('publish')
  const worker = startProgram(site, ['worker', '--no-http'], { ...env, LOG_LEVEL: 'debug' })
  let log = ''
  await new Promise<void>((resolve) => {
    worker.child.stderr?.on('data', (data) => {
      log += data
      if (log.split('nothing to do').length > 3) resolve()
    })
  })
  worker.child.kill('SIGTERM')
  await worker.ended
  expect(log.split('the edition waits for publish --approve 1: with it, 4 digests')).toHaveLength(2)
  expect(smtp.accepted).toEqual([])
})

it('goes on with an approval that was killed, wherever that was, and mails everybody once', async () => {
  const { site, smtp, env, addresses, run, leave } = await siteWith('{ perRun: 3 }', 20)
  leave(true)
  await run('publish')
  cpSync(site.path('data'), site.path('data-held'), { recursive: true })
  const statements = site.path('statements')
  await runProgram(site, ['publish', '--approve'], { ...env, ...KILLING, STATEMENTS_FILE: statements })
  const count = Number(site.read('statements'))
  for (const part of [0.3, 0.5, 0.7, 0.9]) {
    for (const KILL_SIDE of ['before', 'after']) {
      rmSync(site.path('data'), { recursive: true })
      cpSync(site.path('data-held'), site.path('data'), { recursive: true })
      const killing = { ...KILLING, KILL_AT: String(Math.round(count * part)), KILL_SIDE }
      leave(true)
      expect((await runProgram(site, ['publish', '--approve'], { ...env, ...killing })).signal).toBe('SIGKILL')
      leave(false)
      smtp.accepted.length = 0
      await run('publish', '--approve')
      expect(notOnce(smtp, addresses)).toEqual([])
    }
  }
})
