import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { publishRun } from '../../src/commands/publish-run.ts'
import { siteOf } from '../support/feed-chain.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { Clock, makeSite, post } from '../support/site.ts'

const FAULTS = `--import=${new URL('../support/disk-faults.mjs', import.meta.url).href}`

it('says what is left when it is told to end while feeds are written', async () => {
  const site = siteOf(1000)
  const program = startProgram(site, ['publish', '--feeds-only'], { NODE_OPTIONS: FAULTS, SLOW_DISK_MS: '40' })
  await expect.poll(() => existsSync(site.path('public/archive'))).toBe(true)
  program.child.kill('SIGTERM')
  const { code, err } = await program.ended
  expect(err.split('\n').slice(-6).join('\n')).toMatch(/Stopped\. Left for the next run: \d+ files below public\/\./)
  expect(code).toBe(1)
})

it('says that digests are left when it is told to end before they are planned', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  await runProgram(site, ['publish', '--feeds-only'], {})
  const app = await site.open(new Clock(new Date().toISOString()))
  const run = async (signal: AbortSignal) => {
    const said: string[] = []
    const terminal = { signal, isTerminal: false, say: (line: string) => said.push(line), print: () => {} }
    return { code: await publishRun(app, { site: site.root }, terminal), said: said.join('\n') }
  }

  const stopped = await run(AbortSignal.abort())
  expect(stopped.said).toContain('Stopped. Left for the next run: digests that were not planned yet.')
  expect(stopped.said).not.toContain('Nothing to do')
  expect(stopped.code).toBe(1)
  expect((await run(new AbortController().signal)).code).toBe(0)
  expect((await site.inbox()).length).toBe(3)

  const idle = await run(AbortSignal.abort())
  expect(idle.said).toMatch(/Stopped\.$/)
  expect(idle.code).toBe(0)
})

it('goes on with its work when nobody listens any more', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const publishing = startProgram(site, ['publish', '--json'], {})
  publishing.child.stdout?.destroy()
  publishing.child.stderr?.destroy()
  expect(await publishing.ended).toMatchObject({ code: 0, signal: null })
  expect(await site.inbox()).not.toEqual([])
  const listing = startProgram(site, ['subscribers', 'list'], {})
  listing.child.stdout?.destroy()
  expect(await listing.ended).toMatchObject({ code: 0, err: expect.not.stringContaining('EPIPE') })
})
