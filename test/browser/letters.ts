import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../../src/app.ts'
import type { LetterKind } from '../../src/mail/render-letter.ts'
import { comingOf } from '../../src/pipeline/coming-message.ts'

/** The HTML of a letter of a site with this configuration. */
export async function letterOf(kind: LetterKind, config: string): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'dateline-letter-'))
  try {
    mkdirSync(join(root, 'config'))
    writeFileSync(join(root, 'config/dateline.yaml'), config)
    const app = await openApp({ site: root, variables: {}, memory: 'none', clock: () => Date.UTC(2026, 5, 1) })
    const { html } = await comingOf(app, kind)
    await app.close()
    return html
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
