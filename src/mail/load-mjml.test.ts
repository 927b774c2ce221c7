import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

test('what the working folder says to MJML is not read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mjml-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, '.mjmlconfig'), '{ "packages": ["./own.cjs"] }')
  writeFileSync(join(folder, 'own.cjs'), 'console.log("own.cjs was run")')
  writeFileSync(join(folder, '.htmlnanorc'), 'no JSON: [')
  const page = '<mjml><mj-body><mj-raw>x</mj-raw></mj-body></mjml>'
  const code = `
    const { compileMjml } = await import(${JSON.stringify(new URL('./compile-mjml.ts', import.meta.url).href)})
    console.log((await compileMjml({ name: 'digest', text: '${page}', partials: {} })({})).includes('x'), process.cwd())`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' })
  expect(said).toMatch(/^true .*mjml-\w+\n$/)
})
