import { cpSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { sendForm } from '../support/letters.ts'
import { copiesOf, KILLING, runProgram } from '../support/program.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, makeSite, post, type Site } from '../support/site.ts'

const NAMES = ['ada', 'bob']
/** Not every statement, or this would take minutes; odd, so that both sides are hit. */
const STEP = 10

function copyOf(site: Site): Site {
  const copy = makeSite()
  cpSync(site.root, copy.root, { recursive: true })
  return copy
}

/** As if seconds had passed since the kill; answers who may have been written to. */
function takeStock(site: Site): Set<string> {
  const db = new DatabaseSync(site.path('data/dateline.db'))
  db.exec('update locks set until = 0; update deliveries set lease_until = 0 where lease_until is not null')
  const rows = db
    .prepare(
      "select address from deliveries join subscribers on subscribers.id = subscriber_id where deliveries.state = 'in_doubt'",
    )
    .all()
  db.close()
  return new Set(rows.map(({ address }) => String(address)))
}

async function killedAt(at: number, site: Site): Promise<string[]> {
  const smtp = await startScriptedSmtp()
  onTestFinished(smtp.close)
  const env = { SMTP_URL: smtp.url }
  const side = at % 2 === 0 ? 'before' : 'after'
  await runProgram(site, ['publish'], { ...env, ...KILLING, KILL_AT: String(at), KILL_SIDE: side })
  takeStock(site)
  const { err } = await runProgram(site, ['publish'], env)
  const doubtful = takeStock(site)
  return NAMES.map((name) => `${name}@example.org`)
    .filter((address) => copiesOf(smtp, address).join() !== '1' && !(doubtful.has(address) && err.includes(address)))
    .map((address) => `${side} statement ${at}: ${address} got ${copiesOf(smtp, address).join() || 'nothing'}`)
}

it('a power cut around any statement loses nobody who signed up, and asks nobody twice', async () => {
  const site = makeSite({ 'posts/alpha.md': post('Alpha', '2026-05-01') })
  const away = { SMTP_URL: 'smtp://127.0.0.1:9' }
  const app = await site.open(new Clock(new Date().toISOString()), away)
  for (const name of NAMES) await sendForm(app, name)
  await app.close()
  const counted = copyOf(site)
  const smtp = await startScriptedSmtp()
  onTestFinished(smtp.close)
  const file = counted.path('statements')
  await runProgram(counted, ['publish'], { ...KILLING, SMTP_URL: smtp.url, STATEMENTS_FILE: file })
  const last = Number(counted.read('statements'))
  const points = Array.from({ length: Math.ceil(last / STEP) }, (_, n) => n * STEP + 1)
  const wrong: string[] = []
  for (const at of points) wrong.push(...(await killedAt(at, copyOf(site))))
  expect(wrong).toEqual([])
  expect(points.length).toBeGreaterThan(8)
})
