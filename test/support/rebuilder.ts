// Run as a process of its own by atomic.test.ts: changes a post and publishes, round after round, and tells when each begins.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApp } from '../../src/app.ts'
import { publish } from '../../src/pipeline/publish.ts'

const [root = '', first, last] = process.argv.slice(2)
const file = join(root, 'posts', 'changing.md')
const template = readFileSync(join(root, 'template.md'), 'utf8')
const app = await openApp({ site: root, variables: {} })
let tookMs = 0
for (let round = Number(first); round <= Number(last); round++) {
  const began = performance.now()
  await new Promise((told) => process.send?.({ round, tookMs }, told))
  writeFileSync(file, template.replace('ROUND', String(round)))
  await publish(app, { feedsOnly: true })
  tookMs = performance.now() - began
}
await app.close()
process.disconnect()
