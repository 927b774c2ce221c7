import { setTimeout } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { copiesOf, importReaders, notOnce, runProgram, startProgram } from '../support/program.ts'
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scripted-smtp.ts'
import { CONFIG, makeSite, post } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'

const TICKING = `${CONFIG}worker:\n  tick: "* * * * * *"\n`

/** A mail server that takes its time, so that several runs have something to do, and the environment of the programs. */
async function world(kind: Kind): Promise<{ smtp: ScriptedSmtp; env: Record<string, string> }> {
  const smtp = await startScriptedSmtp((stage) => (stage === 'dot' ? { until: setTimeout(10) } : undefined))
  onTestFinished(smtp.close)
  if (kind === 'sqlite') return { smtp, env: { SMTP_URL: smtp.url } }
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  return { smtp, env: { SMTP_URL: smtp.url, DATABASE_URL: url } }
}

describe.each(KINDS)('several programs at once on %s', (kind) => {
  it('plan once and send every message once, from three runs', async () => {
    const { smtp, env } = await world(kind)
    const site = makeSite({
      'posts/one.md': post('One', '2026-05-01'),
      'posts/two.md': post('Two', '2026-05-02', 'Else.\n'),
    })
    const readers = await importReaders(site, 60, env)
    const runs = await Promise.all([1, 2, 3].map(() => runProgram(site, ['publish'], env)))
    expect(runs.map(({ code, err }) => (code === 0 ? 0 : err))).toEqual([0, 0, 0])
    expect(notOnce(smtp, readers)).toEqual([])
  })

  it('plan once and send every message once, from a worker and two runs', async () => {
    const { smtp, env } = await world(kind)
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    site.write('config/dateline.yaml', TICKING)
    const readers = await importReaders(site, 60, env)
    const worker = startProgram(site, ['worker', '--no-http'], env)
    await smtp.reached('dot')
    site.write('posts/two.md', post('Two', '2026-05-02', 'Something else.\n'))
    const runs = await Promise.all([1, 2].map(() => runProgram(site, ['publish'], env)))
    worker.child.kill('SIGTERM')
    expect([...runs, await worker.ended].map(({ code, err }) => (code === 0 ? 0 : err))).toEqual([0, 0, 0])
    await runProgram(site, ['publish'], env)
    expect(readers.filter((address) => copiesOf(smtp, address).join() !== '1,1')).toEqual([])
  })

  it('settle on one key for links, one host and one feed id, from a site that nobody has opened yet', async () => {
    const { env } = await world(kind)
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    const runs = await Promise.all([1, 2, 3].map(() => runProgram(site, ['publish'], env)))
    expect(runs.map(({ code, err }) => (code === 0 ? 0 : err))).toEqual([0, 0, 0])
    expect(site.read('data/secret.key').trim()).toHaveLength(43)
    expect(JSON.parse(site.read('public/feed.json')).items).toHaveLength(1)
  })
})
