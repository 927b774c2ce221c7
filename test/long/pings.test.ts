import { cpSync } from 'node:fs'
import { expect, it } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { startHub } from '../../src/websub/hub.fixture.ts'
import { feedsConfig, HEADS } from '../support/feed-chain.ts'
import { forgetLease } from '../support/lease.ts'
import { KILLING } from '../support/program.ts'
import { forkRebuilder } from '../support/rebuilding.ts'
import { Clock, makeSite, post, type Site } from '../support/site.ts'

/** A site whose hub knows all of it, with one more post to come. */
async function toldSite(hub: string): Promise<Site> {
  const site = makeSite({ 'posts/one.md': post('One', '2026-04-01') })
  site.write('config/dateline.yaml', feedsConfig({ hub }))
  const app = await open(site)
  expect((await publish(app, { feedsOnly: true })).hub).toBeNull()
  await app.close()
  site.write('templates/two.md', post('Two', '2026-04-02', 'This is round ROUND.\n', 'tags: [ops]\n'))
  return site
}

function open(site: Site) {
  return site.open(new Clock('2026-05-01T10:00'), {}, { allowLoopbackHub: true })
}

function copyOf(site: Site): Site {
  const copy = makeSite()
  cpSync(site.root, copy.root, { recursive: true })
  return copy
}

it('a power cut around any statement keeps no change from the hub', async () => {
  const hub = await startHub()
  const site = await toldSite(hub.url)
  const counted = copyOf(site)
  await forkRebuilder(counted, 1, 1, { ...KILLING, STATEMENTS_FILE: counted.path('statements') }).ended
  const statements = Number(counted.read('statements'))
  expect(statements).toBeGreaterThan(20)
  const wrong: string[] = []
  for (let at = 1; at <= statements; at++) {
    const side = at % 2 === 0 ? 'before' : 'after'
    const copy = copyOf(site)
    hub.pings.length = 0
    await forkRebuilder(copy, 1, 1, { ...KILLING, KILL_AT: String(at), KILL_SIDE: side }).ended
    copy.write('posts/two.md', copy.read('templates/two.md').replace('ROUND', '1'))
    forgetLease(copy)
    const app = await open(copy)
    await publish(app, { feedsOnly: true })
    await app.close()
    const told = new Set(hub.pings.map(({ url }) => url?.replace('https://blog.example.org/', '')))
    const missing = [...HEADS, ...HEADS.map((name) => `tags/ops/${name}`)].filter((name) => !told.has(name))
    if (missing.length > 0) wrong.push(`${side} statement ${at}: ${missing.join(' ')}`)
  }
  expect(wrong).toEqual([])
})
