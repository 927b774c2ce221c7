import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openAt } from '../../test/support/stores.ts'
import { saveSetting } from './settings.ts'

it('keeps the log short while much is written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-checkpoint-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'dateline.db')
  const { db } = await openAt({ file })
  let longest = 0
  for (let round = 0; round < 600; round++) {
    await db.transaction().execute((trx) => saveSetting(trx, `key ${round % 10}`, String(round % 10).repeat(150_000)))
    longest = Math.max(longest, statSync(`${file}-wal`).size)
  }
  // All of it would be 90 MB, and SQLite by itself lets it grow to 64.
  expect(longest).toBeLessThan(40_000_000)
})
