import { expect, it } from 'vitest'
import { HEADS, numbered, siteOf, walk } from '../support/feed-chain.ts'
import { startProgram } from '../support/program.ts'
import { Clock, publishAt } from '../support/site.ts'

const FAULTS = `--import=${new URL('../support/disk-faults.mjs', import.meta.url).href}`

it('misses no post on a walk while one more is written', async () => {
  const site = siteOf(60, { items: 10 })
  const clock = new Clock('2026-05-01T10:00')
  await publishAt(await site.open(clock), clock, '2026-05-01T10:00', { feedsOnly: true })
  site.write('posts/post-61.md', numbered(61))
  const program = startProgram(site, ['publish', '--feeds-only'], { NODE_OPTIONS: FAULTS, SLOW_DISK_MS: '30' })
  let isOver = false
  void program.ended.then(() => {
    isOver = true
  })
  const missed = new Set<string>()
  while (!isOver) {
    for (const head of HEADS) {
      const met = new Set(await walk(head, async (name) => site.read(`public/${name}`)))
      for (let n = 1; n <= 60; n++) if (!met.has(`post-${n}`)) missed.add(`${head} misses post-${n}`)
    }
    await new Promise((next) => setTimeout(next, 5))
  }
  expect([...missed]).toEqual([])
})

it('never names an older page that is not there on a first publish', async () => {
  const site = siteOf(200, { items: 10 })
  const program = startProgram(site, ['publish', '--feeds-only'], { NODE_OPTIONS: FAULTS, SLOW_DISK_MS: '30' })
  let isOver = false
  void program.ended.then(() => {
    isOver = true
  })
  const wrong = new Set<string>()
  while (!isOver) {
    for (const head of HEADS) {
      let first = true
      await walk(head, async (name) => {
        const isHead = first
        first = false
        try {
          return site.read(`public/${name}`)
        } catch (error) {
          if (!isHead) wrong.add(`${head}: ${name} is not there`)
          throw error
        }
      }).catch(() => {})
    }
    await new Promise((next) => setTimeout(next, 5))
  }
  expect([...wrong]).toEqual([])
})
