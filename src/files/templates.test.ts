import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadTemplates } from './templates.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dateline-templates-'))
})

afterEach(() => rmSync(dir, { recursive: true }))

describe('the templates of a site', () => {
  test('are the digest and its partials by name', () => {
    mkdirSync(join(dir, 'partials'))
    writeFileSync(join(dir, 'digest.mjml'), '<mjml/>')
    writeFileSync(join(dir, 'partials', 'footer.mjml'), 'footer')
    writeFileSync(join(dir, 'partials', 'head.mjml'), 'head')
    writeFileSync(join(dir, 'partials', 'notes.txt'), 'notes')
    expect(loadTemplates(dir)).toEqual({ digest: '<mjml/>', partials: { footer: 'footer', head: 'head' } })
  })

  test('need no partials', () => {
    writeFileSync(join(dir, 'digest.mjml'), '<mjml/>')
    expect(loadTemplates(dir).partials).toEqual({})
  })

  test('need the digest, and say how to get it', () => {
    expect(() => loadTemplates(dir)).toThrow(
      `${join(dir, 'digest.mjml')}: the template of the digest is missing. Copy the one that Dateline brings.`,
    )
  })

  test('in another encoding are refused with file and line', () => {
    writeFileSync(join(dir, 'digest.mjml'), Buffer.from('<mjml>\n\xe9', 'latin1'))
    expect(() => loadTemplates(dir)).toThrow(`${join(dir, 'digest.mjml')}:2: the byte 0xE9 is no UTF-8.`)
  })
})
