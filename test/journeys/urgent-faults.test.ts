import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { lettersTo, sendForm } from '../support/letters.ts'
import { notOnce, runProgram, startProgram } from '../support/program.ts'
import { type Script, startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, makeSite, post } from '../support/site.ts'

const NAMES = ['ada', 'bob', 'cy']
const ADDRESSES = NAMES.map((name) => `${name}@example.org`)

/** A site whose form was sent by three people while no program ran. */
async function signedUp(script: Script) {
  const site = makeSite({ 'posts/alpha.md': post('Alpha', '2026-05-01') })
  const smtp = await startScriptedSmtp(script)
  onTestFinished(smtp.close)
  const env = { SMTP_URL: smtp.url }
  const app = await site.open(new Clock(new Date().toISOString()), env)
  for (const name of NAMES) await sendForm(app, name)
  return { site, smtp, env }
}

function statesIn(file: string): string[] {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db.prepare('select state from deliveries order by id').all()
  db.close()
  return rows.map(({ state }) => String(state))
}

it.each([
  'mail',
  'data',
] as const)('a program that is killed at %s loses nobody who signed up: the next run asks each once', async (at) => {
  let kill = () => {}
  const { site, smtp, env } = await signedUp((stage) => {
    if (stage === at) kill()
    return undefined
  })
  const program = startProgram(site, ['publish'], env)
  kill = () => {
    kill = () => {}
    program.child.kill('SIGKILL')
  }
  expect((await program.ended).signal).toBe('SIGKILL')
  expect(smtp.accepted).toEqual([])
  expect(statesIn(site.path('data/dateline.db'))).toContain('claimed')

  const { code, out } = await runProgram(site, ['publish', '--json'], env)
  expect(code).toBe(0)
  expect(JSON.parse(out).deliveries).toEqual({ accepted: 3, deferred: 0, bounced: 0, inDoubt: 0, queued: 0 })
  expect(notOnce(smtp, ADDRESSES)).toEqual([])
})

it('who signed up is asked once by several programs that run at once', async () => {
  const { site, smtp, env } = await signedUp(() => undefined)
  const runs = await Promise.all([1, 2, 3].map(() => runProgram(site, ['publish'], env)))
  expect(runs.map(({ code, err }) => (code === 0 ? 0 : err))).toEqual([0, 0, 0])
  expect(notOnce(smtp, ADDRESSES)).toEqual([])
  const tokens = await Promise.all(ADDRESSES.map(async (address) => (await lettersTo(smtp, address))[0]?.confirm))
  expect(new Set(tokens).size).toBe(3)
})

it('who signed up while the mail server was away is asked when it is back', async () => {
  let isAway = true
  const { site, smtp, env } = await signedUp((stage) => (stage === 'banner' && isAway ? { drop: true } : undefined))
  expect((await runProgram(site, ['publish'], env)).code).toBe(1)
  isAway = false
  expect((await runProgram(site, ['publish'], env)).code).toBe(0)
  expect(notOnce(smtp, ADDRESSES)).toEqual([])
})
