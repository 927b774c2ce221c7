import { closeSync, openSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { copiesOf, importReaders, notOnce, runProgram, startProgram } from '../support/program.ts'
import { type Script, startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, makeSite, post, publishAt, type Site } from '../support/site.ts'

const MINUTE = 60_000

async function mailServer(script?: Script) {
  const smtp = await startScriptedSmtp(script)
  onTestFinished(smtp.close)
  return { ...smtp, env: { SMTP_URL: smtp.url } }
}

/** Runs the program until the server has this many messages, and ends it as `signal` does. */
async function endAfter(site: Site, count: number, signal: NodeJS.Signals) {
  let kept = 0
  let end = () => {}
  const smtp = await mailServer((stage) => {
    if (stage === 'dot' && ++kept === count) end()
    return undefined
  })
  const readers = await importReaders(site, 40, smtp.env)
  const program = startProgram(site, ['publish'], smtp.env)
  end = () => void program.child.kill(signal)
  return { smtp, readers, ended: await program.ended }
}

function inDoubtIn(site: Site): string[] {
  const db = new DatabaseSync(site.path('data/dateline.db'), { readOnly: true })
  const rows = db
    .prepare(`select address from deliveries join subscribers on subscribers.id = subscriber_id
      where deliveries.state = 'in_doubt' order by address`)
    .all()
  db.close()
  return rows.map((row) => String(row.address))
}

it('carries on by itself after a kill, reports what was on the wire, and sends that once more after the hold', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const { smtp, readers, ended } = await endAfter(site, 12, 'SIGKILL')
  expect(ended.signal).toBe('SIGKILL')

  const { code, err } = await runProgram(site, ['publish'], smtp.env)
  const doubtful = inDoubtIn(site)
  expect(doubtful.length).toBeLessThanOrEqual(20)
  expect(readers.filter((address) => copiesOf(smtp, address).length === 0 && !doubtful.includes(address))).toEqual([])
  expect(smtp.accepted.length).toBe(new Set(smtp.accepted.map(({ to }) => to[0])).size)
  expect(code).toBe(doubtful.length > 0 ? 1 : 0)
  for (const address of doubtful) expect(err).toContain(`${address}: in doubt: The sender stopped`)

  const clock = new Clock(new Date().toISOString())
  const app = await site.open(clock, smtp.env)
  const before = smtp.accepted.length
  const held = await app.store.db
    .selectFrom('deliveries')
    .select('hold_until as until')
    .where('state', '=', 'in_doubt')
    .execute()
  const ends = held.map(({ until }) => until ?? 0)
  await publishAt(app, clock, new Date(Math.min(...ends, clock.now + MINUTE) - 1).toISOString())
  expect(smtp.accepted).toHaveLength(before)
  await publishAt(app, clock, new Date(Math.max(...ends, clock.now) + 1).toISOString())
  expect(smtp.accepted).toHaveLength(before + doubtful.length)
  await publishAt(app, clock, new Date(clock.now + 60 * MINUTE).toISOString())
  expect(smtp.accepted).toHaveLength(before + doubtful.length)
  expect(readers.filter((address) => copiesOf(smtp, address).length !== 1)).toEqual([])
})

it.each([
  'SIGTERM',
  'SIGHUP',
] as const)('finishes what is on the wire when it is told to stop by %s, says what is left, and leaves nothing in doubt', async (signal) => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const { smtp, readers, ended } = await endAfter(site, 8, signal)
  const sent = smtp.accepted.length
  expect(sent).toBeLessThan(40)
  expect(ended.err).toContain(`Stopped. Left for the next run: ${40 - sent} messages.`)
  expect(ended.code).toBe(1)
  expect(inDoubtIn(site)).toEqual([])

  expect((await runProgram(site, ['publish'], smtp.env)).code).toBe(0)
  expect(notOnce(smtp, readers)).toEqual([])
})

it('does nothing when it is stopped while another run plans', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const smtp = await mailServer()
  await importReaders(site, 3, smtp.env)
  const db = new DatabaseSync(site.path('data/dateline.db'))
  onTestFinished(() => db.close())
  db.exec("insert into locks values ('publish', 'another run', 1, cast(unixepoch('subsec') * 1000 as integer) + 50000)")

  const program = startProgram(site, ['worker', '--no-http'], smtp.env)
  await new Promise<void>((resolve) => {
    program.child.stderr?.on('data', (data) => String(data).includes('waiting for it') && resolve())
  })
  program.child.kill('SIGTERM')
  expect((await program.ended).code).toBe(0)
  expect(smtp.commands).toEqual([])
})

it('waits no longer for a run that was killed before the clock was set back', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const smtp = await mailServer()
  const readers = await importReaders(site, 3, smtp.env)
  const db = new DatabaseSync(site.path('data/dateline.db'))
  db.exec("insert into locks values ('publish', 'killed', 1, cast(unixepoch('subsec') * 1000 as integer) + 7200000)")
  db.close()

  expect((await runProgram(site, ['publish'], smtp.env)).code).toBe(0)
  expect(notOnce(smtp, readers)).toEqual([])
})

it('tells in one line why the mail server took nothing, and keeps everything for the next run', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const gone = await startScriptedSmtp()
  await gone.close()
  const readers = await importReaders(site, 5, { SMTP_URL: gone.url })
  const refused = await runProgram(site, ['publish', '--quiet'], { SMTP_URL: gone.url })
  expect(refused).toMatchObject({
    code: 1,
    err: `mail server 127.0.0.1:${gone.port} refused the connection. Check host and port of SMTP_URL, and that the mail server runs. What is left waits in the ledger for the next run.\n`,
  })

  const smtp = await mailServer()
  expect((await runProgram(site, ['publish'], smtp.env)).code).toBe(0)
  expect(notOnce(smtp, readers)).toEqual([])
})

it('sends nothing from a damaged database, and says what to do', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const smtp = await mailServer()
  await importReaders(site, 40, smtp.env)
  const db = new DatabaseSync(site.path('data/dateline.db'))
  const { rootpage } = db.prepare("select rootpage from sqlite_master where name = 'subscribers'").get() as {
    rootpage: number
  }
  const { page_size: size } = db.prepare('pragma page_size').get() as { page_size: number }
  db.close()
  const file = openSync(site.path('data/dateline.db'), 'r+')
  writeSync(file, Buffer.alloc(size, 0xa5), 0, size, (rootpage - 1) * size)
  closeSync(file)

  const { code, err } = await runProgram(site, ['publish', '--quiet'], smtp.env)
  expect(code).toBe(2)
  expect(err).toMatch(/^\S+dateline\.db: is damaged, and nothing was sent\. Put a backup of it back in its place\./)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(smtp.accepted).toEqual([])
})
