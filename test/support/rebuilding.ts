import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { feedsConfig } from './feed-chain.ts'
import { checkWhole } from './feed-text.ts'
import { forgetLease } from './lease.ts'
import { makeSite, post, type Site } from './site.ts'

const REBUILDER = new URL('rebuilder.ts', import.meta.url)

/** What a reader polls: the heads, the feeds of a tag, the last archive page, and the two lists. */
const POLLED = [
  ...['rss.xml', 'atom.xml', 'feed.json'].flatMap((name) => [name, `tags/ops/${name}`]),
  ...['rss-1.xml', 'atom-1.xml', 'feed-1.json'].map((name) => `archive/${name}`),
  'feeds.opml',
  'subscribe.html',
]

/**
 * Rebuilds a site so many times in a process that is killed so often, while a reader polls its documents, of which every
 * one changes with each round. Throws at the first that is missing, broken or older than it was.
 * @returns the site, and how many rounds the reader saw of each document; the last one is there when it is done
 */
export async function rebuildWhileRead(rounds: number, kills: number): Promise<{ site: Site; seen: number[] }> {
  const site = changingSite()
  await rebuild(site, 0, 1)
  const reader = poll(site)
  let round = 1
  for (let killed = 0; killed < kills; killed++) {
    const killInRound = Math.floor((rounds * (killed + 1)) / (kills + 1))
    round = await rebuild(site, round, rounds, { killInRound, part: killed / kills })
  }
  await rebuild(site, round, rounds)
  const seen = await reader.stop()
  for (const name of POLLED) {
    const stands = roundOf(name, site.read(`public/${name}`))
    if (stands !== rounds) throw new Error(`${name} stands at round ${stands}.`)
  }
  return { site, seen: POLLED.map((name) => seen.get(name)?.size ?? 0) }
}

/** The newest post and the oldest change with each round, and so does a tag. */
function changingSite(): Site {
  const site = makeSite()
  site.write('config/dateline.yaml', feedsConfig({ items: 4 }))
  for (let n = 1; n <= 8; n++) {
    const words = `Words & <b>more</b> of post ${n}.\n\n`.repeat(20)
    site.write(`posts/still-${n}.md`, post(`Still ${n}`, `2026-04-0${n}`, words, 'tags: [ops]\n'))
  }
  const tags = 'tags: [ops, round ROUND]\n'
  site.write('templates/newest.md', post('Newest', '2026-05-01', 'This is round ROUND.\n', tags))
  site.write('templates/oldest.md', post('Oldest', '2026-03-01', 'That was round ROUND.\n'))
  return site
}

/** Starts to rebuild a site in a process of its own, which writes the files of templates/ anew for each round. */
export function forkRebuilder(site: Site, first: number, last: number, variables: Record<string, string> = {}) {
  const child = fork(REBUILDER, [site.root, String(first), String(last)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...variables },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  return { child, ended }
}

/** Rebuilds to the last round or until it is killed in one; answers the last round that began. */
async function rebuild(site: Site, done: number, last: number, kill?: { killInRound: number; part: number }) {
  const killing = kill && { KILL_ROUND: String(kill.killInRound), KILL_PART: String(kill.part) }
  const { child, ended } = forkRebuilder(site, done + 1, last, killing)
  let round = done
  child.on('message', (message: { round: number }) => {
    round = message.round
  })
  const { code, signal } = await ended
  if (kill ? signal !== 'SIGKILL' : code !== 0) throw new Error(`round ${round} ended with ${code ?? signal}.`)
  forgetLease(site)
  return round
}

/** Reads the documents one after the other, all the time. */
function poll(site: Site) {
  const seen = new Map(POLLED.map((name) => [name, new Set<number>()]))
  const last = new Map<string, Buffer>()
  let stopped = false
  const run = async () => {
    while (!stopped) {
      // A reader that never rests would take the machine from the program.
      await pause(2)
      for (const name of POLLED) {
        const bytes = readFileSync(site.path('public', name))
        if (last.get(name)?.equals(bytes)) continue
        last.set(name, bytes)
        const round = roundOf(name, bytes.toString())
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

/** The round of a document that is whole. */
function roundOf(name: string, text: string): number {
  checkWhole(name, text)
  return Number(/round (\d+)/.exec(text)?.[1])
}
