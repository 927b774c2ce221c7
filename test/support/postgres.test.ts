import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Runs one test elsewhere, so that no other run finds it, with the configuration of all; answers the exit code. */
async function exitCodeOf(body: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-inner-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, 'test'))
  const stores = JSON.stringify(join(ROOT, 'test', 'support', 'stores.ts'))
  const imports = `import { expect, it } from 'vitest'\nimport { freshStore } from ${stores}\n`
  writeFileSync(join(folder, 'test', 'inner.test.ts'), `${imports}it('runs', async () => {\n${body}\n})\n`)
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--root', folder, '--config', join(ROOT, 'vitest.config.ts')]
  return new Promise((resolve) => execFile(process.execPath, args, (error) => resolve(Number(error?.code ?? 0))))
}

it('does not hide from the exit code that a test failed', async () => {
  expect(await exitCodeOf(`await freshStore('postgres')\nexpect(1).toBe(2)`)).toBe(1)
})

it('lets a run that passed exit with 0', async () => {
  expect(await exitCodeOf(`expect((await freshStore('postgres')).kind).toBe('postgres')`)).toBe(0)
})
