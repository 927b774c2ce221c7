import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadTemplates } from './templates.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dateline-templates-'))
})

afterEach(() => rmSync(dir, { recursive: true }))

const own = (name: string) => readFileSync(new URL(`../../emails/${name}`, import.meta.url), 'utf8')

describe('the templates of a site', () => {
  test("are its messages and its partials by name, before the program's own", () => {
    mkdirSync(join(dir, 'partials'))
    for (const name of ['digest', 'confirm', 'welcome', 'address']) writeFileSync(join(dir, `${name}.mjml`), name)
    writeFileSync(join(dir, 'partials', 'footer.mjml'), 'footer')
    writeFileSync(join(dir, 'partials', 'sponsor.mjml'), 'sponsor')
    writeFileSync(join(dir, 'partials', 'notes.txt'), 'notes')
    const { partials, ...messages } = loadTemplates(dir)
    expect(messages).toEqual({ digest: 'digest', confirm: 'confirm', welcome: 'welcome', address: 'address' })
    expect(partials).toMatchObject({ footer: 'footer', sponsor: 'sponsor' })
    expect(partials).not.toHaveProperty('notes')
  })

  test.each(['confirm', 'welcome', 'address'] as const)("are the program's own where %s.mjml is missing", (name) => {
    writeFileSync(join(dir, 'digest.mjml'), '<mjml/>')
    expect(loadTemplates(dir)).toMatchObject({ digest: '<mjml/>', [name]: own(`${name}.mjml`) })
  })

  test("are the program's own where a partial is missing", () => {
    writeFileSync(join(dir, 'digest.mjml'), '<mjml/>')
    expect(loadTemplates(dir).partials).toMatchObject({
      head: own('partials/head.mjml'),
      footer: own('partials/footer.mjml'),
    })
  })

  test('need the digest, and say how to get it', () => {
    writeFileSync(join(dir, 'welcome.mjml'), '<mjml/>')
    expect(() => loadTemplates(dir)).toThrow(
      `${join(dir, 'digest.mjml')}: the template of the digest is missing. Copy the one that Dateline brings.`,
    )
  })

  test.each(['digest', 'confirm'])('in another encoding are refused with file and line (%s.mjml)', (name) => {
    writeFileSync(join(dir, 'digest.mjml'), '<mjml/>')
    const file = join(dir, `${name}.mjml`)
    writeFileSync(file, Buffer.from('<mjml>\n\xe9', 'latin1'))
    expect(() => loadTemplates(dir)).toThrow(`${file}:2: the byte 0xE9 is no UTF-8.`)
  })
})
