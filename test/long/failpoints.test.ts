import { cpSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { importReaders, KILLING, runProgram } from '../support/program.ts'
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scripted-smtp.ts'
import { makeSite, post, type Site } from '../support/site.ts'

const READERS = 5
/** Not every statement, or this would take minutes; odd, so that both sides are hit. */
const STEP = 30

const ALPHA = post('Alpha', '2026-05-01', 'All about alpha.\n')
const BETA = post('Beta', '2026-05-01', 'All about beta.\n')
const GAMMA = post('Gamma', '2026-05-01', 'All about gamma.\n')

async function mailServer(): Promise<ScriptedSmtp> {
  const smtp = await startScriptedSmtp()
  onTestFinished(smtp.close)
  return smtp
}

function copyOf(site: Site): Site {
  const copy = makeSite()
  cpSync(site.root, copy.root, { recursive: true })
  return copy
}

/** As if seconds had passed since the kill. */
function letLeasesEnd(site: Site): void {
  const db = new DatabaseSync(site.path('data/dateline.db'))
  db.exec('update locks set until = 0; update deliveries set lease_until = 0 where lease_until is not null')
  db.close()
}

function doubtfulIn(site: Site): Set<string> {
  const db = new DatabaseSync(site.path('data/dateline.db'))
  const rows = db
    .prepare(
      "select address from deliveries join subscribers on subscribers.id = subscriber_id where deliveries.state = 'in_doubt'",
    )
    .all()
  db.close()
  return new Set(rows.map((row) => String(row.address)))
}

/** Kills `publish` around one statement, runs it again, and tells what is wrong with what the readers got. */
async function killedAt(at: number, side: string, site: Site, expected: string[]): Promise<string[]> {
  const smtp = await mailServer()
  const env = { SMTP_URL: smtp.url }
  await runProgram(site, ['publish'], { ...env, ...KILLING, KILL_AT: String(at), KILL_SIDE: side })
  letLeasesEnd(site)
  const { code, err } = await runProgram(site, ['publish'], env)
  const doubtful = doubtfulIn(site)
  const wrong: string[] = []
  for (let n = 0; n < READERS; n++) {
    const address = `reader${n}@readers.example`
    const bodies = smtp.accepted.filter(({ to }) => to[0] === address).map(({ body }) => body)
    for (const name of ['alpha', 'beta', 'gamma']) {
      const copies = bodies.filter((body) => body.includes(`All about ${name}`)).length
      const wanted = expected.includes(name) ? 1 : 0
      if (copies !== wanted && !(copies === 0 && doubtful.has(address))) wrong.push(`${address}: ${copies} of ${name}`)
    }
  }
  const titles = JSON.parse(site.read('public/feed.json')).items.map(({ title }: { title: string }) => title)
  if (titles.sort().join(' ').toLowerCase() !== expected.join(' ')) wrong.push(`the feed has ${titles}`)
  if (code !== (doubtful.size > 0 ? 1 : 0)) wrong.push(`exit code ${code}: ${err}`)
  return wrong.map((what) => `${side} statement ${at}: ${what}`)
}

async function statementsOf(site: Site): Promise<number> {
  const smtp = await mailServer()
  const file = site.path('statements')
  await runProgram(site, ['publish'], { ...KILLING, SMTP_URL: smtp.url, STATEMENTS_FILE: file })
  return Number(site.read('statements'))
}

async function attack(site: Site, expected: string[]): Promise<{ wrong: string[]; kills: number }> {
  const last = await statementsOf(copyOf(site))
  const points = Array.from({ length: Math.ceil(last / STEP) }, (_, n) => n * STEP + 1)
  const wrong: string[] = []
  for (const at of points)
    wrong.push(...(await killedAt(at, at % 2 === 0 ? 'before' : 'after', copyOf(site), expected)))
  return { wrong, kills: points.length }
}

describe('a power cut around any statement', () => {
  it('loses nothing, doubles nothing and plans once on a site that publishes for the first time', async () => {
    const site = makeSite({ 'posts/alpha.md': ALPHA, 'posts/beta.md': BETA })
    await importReaders(site, READERS, { SMTP_URL: 'smtp://127.0.0.1:9' })
    const { wrong, kills } = await attack(site, ['alpha', 'beta'])
    expect(wrong).toEqual([])
    expect(kills).toBeGreaterThan(3)
  })

  it('does the same where a digest is planned, a post of it is withdrawn and another is new', async () => {
    const site = makeSite({ 'posts/alpha.md': ALPHA, 'posts/beta.md': BETA })
    const away = { SMTP_URL: 'smtp://127.0.0.1:9' }
    await importReaders(site, READERS, away)
    await runProgram(site, ['publish'], away)
    rmSync(site.path('posts/alpha.md'))
    site.write('posts/gamma.md', GAMMA)
    const { wrong, kills } = await attack(site, ['beta', 'gamma'])
    expect(wrong).toEqual([])
    expect(kills).toBeGreaterThan(3)
  })

  it('does the same where a post that nobody got is back', async () => {
    const site = makeSite({ 'posts/alpha.md': ALPHA, 'posts/beta.md': BETA })
    const away = { SMTP_URL: 'smtp://127.0.0.1:9' }
    await importReaders(site, READERS, away)
    await runProgram(site, ['publish'], away)
    renameSync(site.path('posts/alpha.md'), site.path('alpha.md'))
    await runProgram(site, ['publish'], away)
    renameSync(site.path('alpha.md'), site.path('posts/alpha.md'))
    const { wrong } = await attack(site, ['alpha', 'beta'])
    expect(wrong).toEqual([])
  })
})
