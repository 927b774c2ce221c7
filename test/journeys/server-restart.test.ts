import { expect, it, onTestFinished } from 'vitest'
import { importReaders, notOnce, startProgram } from '../support/program.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, makeSite, post, publishAt } from '../support/site.ts'

const COUNT = 60
/** Of the program, unless it is told otherwise. */
const CONNECTIONS = 5
const HOUR = 3_600_000

it('goes on by itself when the mail server was away in the middle of a run, and everybody is mailed once', async () => {
  let state: 'before' | 'away' | 'back' = 'before'
  const smtp = await startScriptedSmtp((stage) => {
    if (state === 'before' && stage === 'rcpt' && smtp.accepted.length >= COUNT / 2) state = 'away'
    if (state !== 'away') return undefined
    if (stage === 'banner') return { reply: '421 4.3.2 restarting', drop: true }
    return stage === 'mail' ? { drop: true } : undefined
  })
  onTestFinished(smtp.close)
  const env = { SMTP_URL: smtp.url }
  const site = makeSite({ 'posts/one.md': post('One', '2024-05-01') })
  const readers = await importReaders(site, COUNT, env)
  const { ended } = startProgram(site, ['publish'], env)
  while (state === 'before') await smtp.reached('rcpt')
  // Some connections find it away, and then a probe.
  const before = smtp.connections()
  while (smtp.connections() < before + 2) await smtp.reached('banner')
  state = 'back'
  const { code, err } = await ended
  // Whose message was the first on a new connection that broke is tried again later; all others go out in this run.
  const later = notOnce(smtp, readers).length
  expect(later).toBeLessThanOrEqual(CONNECTIONS)
  expect([code, err]).toEqual([0, expect.stringContaining(`${COUNT - later} accepted by the mail server`)])
  const clock = new Clock(new Date().toISOString())
  await publishAt(await site.open(clock, env), clock, new Date(clock.now + HOUR).toISOString())
  expect(notOnce(smtp, readers)).toEqual([])
})

it('uses the other server while one is away, and names the one that a person has to look at', async () => {
  const smtp = await startScriptedSmtp()
  const gone = await startScriptedSmtp()
  await gone.close()
  onTestFinished(smtp.close)
  const env = { SMTP_URL: `${gone.url} ${smtp.url}` }
  const site = makeSite({ 'posts/one.md': post('One', '2024-05-01') })
  const readers = await importReaders(site, 20, env)
  const { code, err } = await startProgram(site, ['publish'], env).ended
  expect([code, err]).toEqual([1, expect.stringContaining('20 accepted by the mail server')])
  expect(err).toContain(`127.0.0.1:${gone.port} gave way to the others: `)
  expect(err).toContain(`messages go out through 127.0.0.1:${gone.port}, 127.0.0.1:${smtp.port}`)
  expect(notOnce(smtp, readers)).toEqual([])
})
