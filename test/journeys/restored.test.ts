import { copyFileSync, existsSync, rmSync } from 'node:fs'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { restoredBackup } from '../../src/pipeline/restored.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { freshDatabase } from '../support/postgres.ts'
import { importReaders, notOnce, runProgram } from '../support/program.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, makeSite, post, type Site } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'

type Backups = { env: Record<string, string>; keep: () => Promise<void>; putBack: () => Promise<void> }

async function backupsOf(kind: Kind, site: Site): Promise<Backups> {
  if (kind === 'sqlite') {
    const copy = (from: string, to: string) => async () => {
      for (const end of ['', '-wal', '-shm']) {
        rmSync(site.path(`${to}${end}`), { force: true })
        if (existsSync(site.path(`${from}${end}`))) copyFileSync(site.path(`${from}${end}`), site.path(`${to}${end}`))
      }
    }
    return { env: {}, keep: copy('data/dateline.db', 'backup.db'), putBack: copy('backup.db', 'data/dateline.db') }
  }
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  const backup = await freshDatabase()
  onTestFinished(backup.drop)
  const copy = (from: string, to: string) => async () => {
    const name = (address: string) => new URL(address).pathname.slice(1)
    const client = new pg.Client({ connectionString: new URL('/postgres', url).href })
    await client.connect()
    await client.query(`drop database ${name(to)} with (force)`)
    await client.query(`create database ${name(to)} template ${name(from)}`)
    await client.end()
  }
  return { env: { DATABASE_URL: url }, keep: copy(url, backup.url), putBack: copy(backup.url, url) }
}

/** A site with five readers, who have had two digests, of which the store that was put back knows the first. */
async function putBack(kind: Kind) {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const smtp = await startScriptedSmtp()
  onTestFinished(smtp.close)
  const backups = await backupsOf(kind, site)
  const env = { ...backups.env, SMTP_URL: smtp.url }
  const readers = await importReaders(site, 5, env)
  const run = (...args: string[]) => runProgram(site, args, env)
  await run('publish')
  await backups.keep()
  site.write('posts/two.md', post('Two', '2026-05-02'))
  await run('publish')
  expect(smtp.accepted).toHaveLength(10)
  smtp.accepted.length = 0
  await backups.putBack()
  const open = () => site.open(new Clock(new Date().toISOString()), env)
  return { site, smtp, readers, run, open }
}

describe.each(KINDS)('a backup of yesterday that is put back in %s', (kind) => {
  it('is noticed: feeds are written, nothing is mailed, and a person is told what to do', async () => {
    const { site, smtp, run, open } = await putBack(kind)
    site.write('posts/three.md', post('Three', '2026-05-03'))
    const { code, err } = await run('publish', '--now')
    expect(code).toBe(1)
    expect(err).toMatch(/is older than what was mailed: it knows of \d+ groups of messages, and data\/witness of \d+/)
    expect(err).toContain(`npm run dateline -- deliveries restored --skip --site ${site.root}`)
    expect(site.read('public/rss.xml')).toContain('Three')
    expect((await run('status')).out).toContain('is older than what was mailed')
    const dry = await run('publish', '--dry-run')
    expect([dry.code, dry.err]).toEqual([1, expect.stringContaining('is older than what was mailed')])
    expect(dry.err).not.toContain('Digest:')
    expect((await sendUrgent(await open())).halted).toContain('is older than what was mailed')
    expect(smtp.accepted).toEqual([])
  })

  it('mails nothing again when a person says so, and then what is new', async () => {
    const { site, smtp, readers, run, open } = await putBack(kind)
    expect((await run('deliveries', 'restored', '--skip')).code).toBe(0)
    expect(await restoredBackup(await open())).toBe(null)
    expect((await run('publish', '--now')).code).toBe(0)
    expect(smtp.accepted).toEqual([])
    site.write('posts/three.md', post('Three', '2026-05-03'))
    expect((await run('publish')).code).toBe(0)
    expect(notOnce(smtp, readers)).toEqual([])
  })

  it('passes over by name what nobody knows of, and mails it after all when a person takes it back and forth', async () => {
    const { site, smtp, readers, run } = await putBack(kind)
    site.write('posts/fresh.md', post('Fresh', '2026-05-03'))
    site.write('posts/later.md', post('Later', new Date().toISOString()))
    const { err } = await run('deliveries', 'restored', '--skip')
    expect(err).toContain('"Two" (posts/two.md), for 5 active subscribers')
    expect(err).toContain('"Fresh" (posts/fresh.md), for 5 active subscribers')
    expect(err).toContain('Not passed over, as they are dated after the last mailing: "Later".')
    expect((await run('why', readers[0]!)).out).not.toContain('passed over')
    await run('publish', '--now')
    expect(notOnce(smtp, readers)).toEqual([])
    site.write('posts/fresh.md', post('Fresh', '2026-05-03', 'Words.\n', 'draft: true\n'))
    await run('publish')
    smtp.accepted.length = 0
    site.write('posts/fresh.md', post('Fresh', '2026-05-03'))
    await run('publish', '--now')
    expect(notOnce(smtp, readers)).toEqual([])
  })

  it('goes on as it knows when a person says so', async () => {
    const { smtp, readers, run } = await putBack(kind)
    expect((await run('deliveries', 'restored', '--send')).code).toBe(0)
    expect((await run('publish')).code).toBe(0)
    expect(notOnce(smtp, readers)).toEqual([])
  })
})

describe('the story of somebody', () => {
  it('tells why of somebody that nothing is mailed before a person says how to go on', async () => {
    const { readers, run } = await putBack('sqlite')
    await run('publish')
    const { out } = await run('why', readers[0]!)
    expect(out).toContain('1 new post waits for their next digest')
    expect(out).toContain(
      'Nothing is mailed before you say how to go on: "npm run dateline -- deliveries restored --skip',
    )
    expect(out).not.toContain('next run')
  })

  it('tells why of somebody that posts were passed over with it', async () => {
    const { readers, run } = await putBack('sqlite')
    await run('deliveries', 'restored', '--skip')
    expect((await run('why', readers[0]!)).out).toMatch(
      /1 post announced since was passed over \d{4}-\d\d-\d\d \d\d:\d\d, after a backup was put back: nobody knows whether they got that before\.\n/,
    )
  })
})

describe('no alarm', () => {
  it('is raised by a witness that is missing, nor in a rehearsal that goes on', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    expect((await runProgram(site, ['publish'], {})).code).toBe(0)
    expect(existsSync(site.path('data/rehearsal/witness'))).toBe(true)
    site.write('posts/two.md', post('Two', '2026-05-02'))
    expect((await runProgram(site, ['publish'], {})).code).toBe(0)
    rmSync(site.path('data/rehearsal/witness'))
    site.write('posts/three.md', post('Three', '2026-05-03'))
    expect((await runProgram(site, ['publish'], {})).code).toBe(0)
  })
})
