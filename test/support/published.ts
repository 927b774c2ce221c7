import { existsSync } from 'node:fs'
import { Clock, publishAt, type Site } from './site.ts'
import { publicTree, touched } from './tree.ts'

const HOUR_MS = 3_600_000

/** A published site, and a way to publish it again an hour later, which answers the names of the files that were touched. */
export async function published(site: Site) {
  const clock = new Clock('2026-05-01T10:00')
  let app = await site.open(clock)
  const run = async () => {
    const before = existsSync(site.path('public')) ? publicTree(site) : new Map()
    clock.now += HOUR_MS
    const { feeds } = await publishAt(app, clock, new Date(clock.now).toISOString(), { feedsOnly: true })
    if (feeds.failed !== null) throw new Error(feeds.failed)
    return touched(before, publicTree(site))
  }
  const reopen = async () => {
    app = await site.open(clock)
  }
  await run()
  return { run, reopen }
}
