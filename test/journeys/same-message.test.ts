import { expect, it, onTestFinished } from 'vitest'
import { storeVariables } from '../support/live-servers.ts'
import { copiesOf } from '../support/program.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, CONFIG, makeSite, post, publishAt } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'
import { subscribe } from '../support/subscribers.ts'

const ADA = 'ada@readers.example'

/** The server keeps the first message and says nothing: it is in doubt. */
async function inDoubt(kind: Kind) {
  const smtp = await startScriptedSmtp((stage) =>
    stage === 'dot' && smtp.accepted.length === 0 ? { drop: true, accepted: true } : undefined,
  )
  onTestFinished(smtp.close)
  const env = { SMTP_URL: smtp.url, ...(await storeVariables(kind)) }
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock, env)
  await subscribe(app, ADA, { cadence: 'instant' })
  await publishAt(app, clock, '2026-05-01T10:00')
  return { smtp, env, site, clock }
}

it.each(KINDS)('a message goes out again under its Message-ID, from whichever address by then, in %s', async (kind) => {
  const { smtp, env, site, clock } = await inDoubt(kind)
  site.write('config/dateline.yaml', CONFIG.replace('ada@example.org>', 'ada@elsewhere.example>'))
  await publishAt(await site.open(clock, env), clock, '2026-05-01T11:00')
  expect(smtp.accepted.map(({ body }) => /^From: .*<(.*)>/m.exec(body)?.[1])).toEqual([
    'ada@example.org',
    'ada@elsewhere.example',
  ])
  expect(copiesOf(smtp, ADA)).toEqual([2])
})
