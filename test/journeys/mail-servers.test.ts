import { expect, it, onTestFinished } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, makeSite, post } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

it('names a mail server that needs a person, although another one carried everything', async () => {
  const refusing = await startScriptedSmtp((stage) =>
    stage === 'banner' ? { reply: '554 5.7.1 ada@blog.example is blocked', drop: true } : undefined,
  )
  const good = await startScriptedSmtp()
  onTestFinished(async () => {
    await refusing.close()
    await good.close()
  })
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const app = await site.open(new Clock('2026-05-01T10:00'), { SMTP_URL: `${refusing.url} ${good.url}` })
  for (let n = 0; n < 5; n++) await subscribe(app, `reader${n}@readers.example`, { cadence: 'instant' })
  const { deliveries, halted, servers } = await publish(app)
  expect([deliveries.accepted, halted]).toEqual([5, null])
  expect(servers).toEqual([
    {
      server: `127.0.0.1:${refusing.port}`,
      reason:
        'turned the connection away: 554 5.7.1 (an address) is blocked. Try again later; if it stays so, ask whoever runs the mail server.',
    },
  ])
})
