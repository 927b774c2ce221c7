import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { checkWhole } from '../../support/feed-text.ts'
import { post, type Site } from '../../support/site.ts'
import type { Finding, Row, Setting } from '../row.ts'
import { inWorld } from '../world.ts'

const POSTS = 40
const NAMES = ['rss.xml', 'atom.xml', 'feed.json', 'feeds.opml', 'subscribe.html', 'archive/rss-1.xml']

/** The program is killed while it writes feeds, again and again, and a reader polls them all the time. */
async function killedWhileWriting(setting: Setting): Promise<Finding> {
  const kills = setting.isQuick ? 10 : 200
  return inWorld(setting, { readers: 1 }, async (world) => {
    for (let n = 0; n < POSTS; n++) world.site.write(`posts/still-${n}.md`, post(`Still ${n}`, '2025-04-01', `${n}.\n`))
    const began = performance.now()
    await world.run(['publish', '--feeds-only', '--quiet'])
    const spanMs = performance.now() - began
    const reader = poll(world.site)
    for (let round = 0; round <= kills; round++) {
      world.site.write('posts/newest.md', post('Newest', '2025-05-01', `This is round ${round}.\n`))
      const program = world.start(['publish', '--feeds-only', '--quiet'])
      if (round < kills) await Promise.race([setTimeout(setting.random() * spanMs), program.ended])
      if (round < kills) program.child.kill('SIGKILL')
      await program.ended
      await world.endLeases()
    }
    const problems = await reader.stop()
    const last = NAMES.slice(0, 3).filter((name) => !world.site.read(`public/${name}`).includes(`round ${kills}.`))
    if (last.length > 0) problems.push(`${last.join(', ')}: not of the last round`)
    return { runs: kills, planned: 0, lost: 0, doubled: 0, inDoubt: 0, bound: 0, problems }
  })
}

/** Reads the documents one after the other, all the time; answers which of them were broken or gone. */
function poll(site: Site) {
  const problems: string[] = []
  const seen = new Set<string>()
  let isStopped = false
  const run = async () => {
    while (!isStopped) {
      await setTimeout(5)
      for (const name of NAMES) {
        if (!existsSync(site.path('public', name)) && !seen.has(name)) continue
        seen.add(name)
        try {
          checkWhole(name, readFileSync(site.path('public', name), 'utf8'))
        } catch (error) {
          problems.push((error as Error).message.replaceAll(site.root, ''))
        }
      }
    }
  }
  const running = run()
  return {
    stop: async () => {
      isStopped = true
      await running
      return problems
    },
  }
}

export const feeds: Row[] = [{ name: 'kill -9 while feeds are written, and a reader polls', run: killedWhileWriting }]
