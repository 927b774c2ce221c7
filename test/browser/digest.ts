import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../../src/app.ts'
import { comingMessage } from '../../src/pipeline/coming-message.ts'
import { CONFIG, post } from '../support/site.ts'

const BODY = `It began with a disk that was full, as it often does. We had **alerts** for it, and [a runbook](/runbook),
and both were right. What we did not have was somebody who believed them at four in the morning.

- The first alert came at 03:12.
- The second one came at 03:40.

Then \`df -h\` said what everybody knew by then, and the rest of the night went as nights go.
`

/** The HTML of the coming digest of a site with so many posts. */
export async function digestOf(count: number): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'dateline-digest-'))
  try {
    mkdirSync(join(root, 'config'))
    mkdirSync(join(root, 'posts'))
    writeFileSync(join(root, 'config/dateline.yaml'), CONFIG)
    for (let n = 1; n <= count; n++) {
      const title = n === 3 ? 'What `Vec<T> & 5 < 6` taught us about titles that go on and on' : `A night in week ${n}`
      writeFileSync(join(root, `posts/week-${n}.md`), post(title, `2026-05-${String(n).padStart(2, '0')}`, BODY))
    }
    const app = await openApp({ site: root, variables: {}, memory: 'none', clock: () => Date.UTC(2026, 5, 1) })
    const { html } = await comingMessage(app)
    await app.close()
    return html
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
