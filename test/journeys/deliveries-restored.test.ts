import { cpSync, rmSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { importReaders, notOnce, runProgram } from '../support/program.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { makeSite, post } from '../support/site.ts'

it('after a backup was put back a person says how to go on, and nothing that went out goes out again', async () => {
  const smtp = await startScriptedSmtp()
  onTestFinished(smtp.close)
  const env = { SMTP_URL: smtp.url }
  const site = makeSite()
  const run = (...args: string[]) => runProgram(site, args, env)
  const readers = await importReaders(site, 3, env)
  await run('publish')
  expect(await run('deliveries', 'restored', '--skip')).toMatchObject({ code: 0 })
  cpSync(site.path('data/dateline.db'), site.path('backup.db'))
  site.write('posts/one.md', post('One', new Date().toISOString()))
  expect((await run('publish')).code).toBe(0)
  expect(notOnce(smtp, readers)).toEqual([])

  for (const end of ['', '-wal', '-shm']) rmSync(site.path(`data/dateline.db${end}`), { force: true })
  cpSync(site.path('backup.db'), site.path('data/dateline.db'))
  expect((await run('publish')).code).toBe(1)
  const asked = await run('deliveries', 'restored')
  expect(asked).toMatchObject({ code: 2 })
  expect(asked.err).toContain('Choose one of --skip and --send.')
  const skipped = await run('deliveries', 'restored', '--skip')
  expect(skipped.code).toBe(0)
  expect(skipped.err).toContain('Nothing that may have gone out since the backup is mailed again.')
  expect((await run('deliveries', 'restored', '--skip')).err).toContain('nothing to settle')
  expect((await run('publish')).code).toBe(0)
  expect(smtp.accepted).toHaveLength(3)
})
