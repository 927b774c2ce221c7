import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { SaxesParser } from 'saxes'
import { expect, it, onTestFinished } from 'vitest'
import { Clock, makeSite, post, publishAt, type Site } from '../support/site.ts'

const ROUNDS = 300
const KILLS = 6
const FEEDS = ['rss.xml', 'atom.xml', 'feed.json']
const REBUILDER = new URL('../support/rebuilder.ts', import.meta.url)

it('shows a polling reader whole feeds only, through 300 rebuilds of which some are killed', {
  timeout: 60_000,
}, async () => {
  const site = makeSite()
  for (let n = 1; n <= 5; n++) {
    site.write(
      `posts/still-${n}.md`,
      post(`Still ${n}`, `2026-04-0${n}`, `Words & <b>more</b> of post ${n}.\n\n`.repeat(20)),
    )
  }
  site.write('template.md', post('Changing', '2026-05-01', 'This is round ROUND.\n'))
  site.write('posts/changing.md', site.read('template.md').replace('ROUND', '0'))
  const clock = new Clock('2026-05-01T10:00')
  await publishAt(await site.open(clock), clock, '2026-05-01T10:00', { feedsOnly: true })

  const reader = poll(site)
  let round = 0
  for (let killed = 0; killed < KILLS; killed++) {
    round = await rebuild(site, round, {
      killInRound: Math.floor((ROUNDS * (killed + 1)) / (KILLS + 1)),
      part: killed / KILLS,
    })
  }
  expect(await rebuild(site, round)).toBe(ROUNDS)
  const seen = await reader.stop()

  for (const name of FEEDS) {
    expect(seen.get(name)?.size).toBeGreaterThan(ROUNDS / 5)
    expect(roundOf(name, site.read(`public/${name}`))).toBe(ROUNDS)
  }
  expect(readdirSync(site.path('public')).filter((name) => name.startsWith('.'))).toEqual([])
})

/** Rebuilds in a process of its own, to the last round or until it is killed in one; answers the last round that began. */
async function rebuild(site: Site, done: number, kill?: { killInRound: number; part: number }): Promise<number> {
  const child = fork(REBUILDER, [site.root, String(done + 1), String(ROUNDS)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let round = done
  let tookMs = 0
  child.on('message', (message: { round: number; tookMs: number }) => {
    ;({ round, tookMs } = message)
    if (round === kill?.killInRound) setTimeout(() => child.kill('SIGKILL'), tookMs * kill.part)
  })
  const [code, signal] = await once(child, 'exit')
  expect(kill ? signal : code).toBe(kill ? 'SIGKILL' : 0)
  forgetLease(site)
  return round
}

/** The next run would wait for the lease of the dead one to expire. */
function forgetLease(site: Site): void {
  const database = new DatabaseSync(site.path('data/rehearsal/dateline.db'))
  database.exec('update locks set until = 0')
  database.close()
}

/** Reads the feeds one after the other, all the time, and fails at the first that is broken or older than the one before. */
function poll(site: Site) {
  const seen = new Map(FEEDS.map((name) => [name, new Set<number>()]))
  const last = new Map<string, string>()
  let stopped = false
  const run = async () => {
    while (!stopped) {
      await setImmediate()
      for (const name of FEEDS) {
        const text = site.read(`public/${name}`)
        if (text === last.get(name)) continue
        last.set(name, text)
        const round = roundOf(name, text)
        const rounds = seen.get(name)!
        if (round < Math.max(...rounds)) throw new Error(`${name} went back to round ${round}.`)
        rounds.add(round)
      }
    }
    return seen
  }
  const running = run()
  running.catch(() => {})
  return {
    stop: () => {
      stopped = true
      return running
    },
  }
}

/** The round of a feed that is complete and strictly well-formed. */
function roundOf(name: string, text: string): number {
  try {
    if (name.endsWith('.json')) JSON.parse(text)
    else parseXml(text)
  } catch (error) {
    throw new Error(`${name} is broken (${(error as Error).message}), ${text.length} characters`)
  }
  return Number(/This is round (\d+)\./.exec(text)?.[1])
}

function parseXml(text: string): void {
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(text).close()
}
