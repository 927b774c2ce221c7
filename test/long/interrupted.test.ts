import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { siteOf } from '../support/feed-chain.ts'
import { checkWhole } from '../support/feed-text.ts'
import { forgetLease } from '../support/lease.ts'
import { type Ended, type Program, runProgram, startProgram } from '../support/program.ts'
import type { Site } from '../support/site.ts'
import { differing, publicTree } from '../support/tree.ts'

const POSTS = 2000
const PUBLISH = ['publish', '--feeds-only', '--quiet']
const FAULTS = `--import=${new URL('../support/disk-faults.mjs', import.meta.url).href}`

let undisturbed: Promise<ReturnType<typeof publicTree>> | undefined

/** What lies below public/ after a first publish that nothing disturbs. */
function undisturbedTree() {
  undisturbed ??= (async () => {
    const site = siteOf(POSTS)
    expect(await runProgram(site, PUBLISH, {})).toMatchObject({ code: 0, err: '' })
    return publicTree(site)
  })()
  return undisturbed
}

/** Reads each document as it comes, and acts once when there are so many. Throws at the first that is not whole. */
async function readUntilEnded(site: Site, { ended }: Program, count: number, act: () => void): Promise<Ended> {
  const read = new Map<string, string>()
  let result: Ended | undefined
  void ended.then((end) => {
    result = end
  })
  let acted = false
  while (!result) {
    await pause(5)
    for (const name of documentsIn(site)) {
      const path = site.path('public', name)
      const { ino, mtimeMs } = statSync(path)
      if (read.get(name) === `${ino} ${mtimeMs}`) continue
      read.set(name, `${ino} ${mtimeMs}`)
      checkWhole(name, readFileSync(path, 'utf8'))
    }
    if (acted || read.size < count) continue
    acted = true
    act()
  }
  expect(acted).toBe(true)
  return result
}

function documentsIn(site: Site): string[] {
  if (!existsSync(site.path('public'))) return []
  const names = readdirSync(site.path('public'), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /(^|\/)[^./][^/]*\.(xml|json|opml|html)$/.test(name))
}

/** Publishes for the first time on a slow disk, and sends a signal when so many documents are written. */
async function interrupted(count: number, signal: NodeJS.Signals, slowMs: number) {
  const site = siteOf(POSTS)
  const program = startProgram(site, PUBLISH, { NODE_OPTIONS: FAULTS, SLOW_DISK_MS: String(slowMs) })
  const ended = await readUntilEnded(site, program, count, () => {
    program.child.kill(signal)
  })
  return { site, ended }
}

async function expectTheRest(site: Site): Promise<void> {
  expect(await runProgram(site, PUBLISH, {})).toMatchObject({ code: 0, err: '' })
  expect(differing(publicTree(site), await undisturbedTree())).toEqual([])
}

describe('a first publish of 2,000 posts, with feeds of tags and archive pages', () => {
  it.each([
    100,
  ])('that is told to end after %i documents ends before all is written, and the next writes the rest', async (count) => {
    const { site, ended } = await interrupted(count, 'SIGTERM', 100)
    expect(ended.signal).toBeNull()
    expect(publicTree(site).size).toBeLessThan((await undisturbedTree()).size)
    forgetLease(site)
    await expectTheRest(site)
  })

  it.each([
    1, 30, 200,
  ])('that is killed after %i documents leaves whole ones only, and the next writes the rest', async (count) => {
    const { site, ended } = await interrupted(count, 'SIGKILL', 15)
    expect(ended.signal).toBe('SIGKILL')
    forgetLease(site)
    await expectTheRest(site)
  })

  it('of which a thread dies says so or does its work again, and the next writes the rest', async () => {
    const site = siteOf(POSTS)
    const fault = site.path('thread-died')
    const variables = { NODE_OPTIONS: FAULTS, THREAD_DIES_AT: '41', FAULT_FILE: fault }
    const { code, err } = await readUntilEnded(site, startProgram(site, PUBLISH, variables), 1, () => {})
    expect(existsSync(fault)).toBe(availableParallelism() > 1)
    const isWhole = publicTree(site).size === (await undisturbedTree()).size
    expect([code, err === '']).toEqual(isWhole ? [0, true] : [1, false])
    await expectTheRest(site)
  })
})
