import { expect, it, onTestFinished } from 'vitest'
import { importReaders, notOnce, startProgram } from '../support/program.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { makeSite, post } from '../support/site.ts'

const COUNT = 60

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
  expect([code, err]).toEqual([0, expect.stringContaining(`${COUNT} accepted by the mail server`)])
  expect(notOnce(smtp, readers)).toEqual([])
}, 60_000)

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
}, 60_000)
