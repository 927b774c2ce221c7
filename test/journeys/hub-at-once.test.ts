import { expect, it, onTestFinished } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { startHub } from '../../src/websub/hub.fixture.ts'
import { feedsConfig, HEADS } from '../support/feed-chain.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, makeSite, post } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

it('tells the hub of feeds that changed while another run was telling it of them', async () => {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  const hub = await startHub(async (response) => {
    asked.resolve()
    await answer.promise
    response.writeHead(204).end()
  })
  let atDot: () => Promise<unknown> = async () => {}
  const smtp = await startScriptedSmtp((stage) => (stage === 'dot' ? { until: atDot() } : undefined))
  onTestFinished(smtp.close)
  const site = makeSite({ 'posts/one.md': post('One', '2026-04-01') })
  site.write('config/dateline.yaml', feedsConfig({ hub: hub.url }))
  const clock = new Clock('2026-05-01T10:00')
  const open = () => site.open(clock, { SMTP_URL: smtp.url }, { allowLoopbackHub: true })
  const [worker, byHand] = [await open(), await open()]
  await subscribe(byHand, 'ada@example.org', { cadence: 'instant' })

  const telling = publish(worker, { feedsOnly: true })
  await asked.promise
  site.write('posts/two.md', post('Two', '2026-05-01'))
  atDot = async () => {
    hub.pings.length = 0
    answer.resolve()
    await telling
  }
  await publish(byHand)
  await publish(worker, { feedsOnly: true })
  const told = new Set(hub.pings.map(({ url }) => url?.replace('https://blog.example.org/', '')))
  expect([...told]).toEqual(expect.arrayContaining(HEADS))
})
