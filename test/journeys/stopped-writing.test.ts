import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { siteOf } from '../support/feed-chain.ts'
import { startProgram } from '../support/program.ts'

const FAULTS = `--import=${new URL('../support/disk-faults.mjs', import.meta.url).href}`

it('says what is left when it is told to end while feeds are written', { timeout: 60_000 }, async () => {
  const site = siteOf(1000)
  const program = startProgram(site, ['publish', '--feeds-only'], { NODE_OPTIONS: FAULTS, SLOW_DISK_MS: '40' })
  await expect.poll(() => existsSync(site.path('public/archive')), { timeout: 30_000 }).toBe(true)
  program.child.kill('SIGTERM')
  const { code, err } = await program.ended
  expect(err.split('\n').slice(-6).join('\n')).toMatch(/Stopped\. .*(documents?|feeds?|files?).* left/)
  expect(code).toBe(1)
})
