// Run as a process of its own by rebuilding.ts: changes posts and publishes, round after round, and tells when each begins.
// In the round KILL_ROUND it is killed when this part, KILL_PART, of the time of the round before has passed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { openApp } from '../../src/app.ts'
import { publish } from '../../src/pipeline/publish.ts'

const [root = '', first, last] = process.argv.slice(2)
const templates = readdirSync(join(root, 'templates')).map((name) => ({
  file: join(root, 'posts', name),
  text: readFileSync(join(root, 'templates', name), 'utf8'),
}))
const app = await openApp({ site: root, variables: {}, allowLoopbackHub: true })
let tookMs = 0
// A thread of its own, because a timer here would never strike in the middle of a call.
const killer = process.env.KILL_ROUND
  ? new Worker(
      `require('node:worker_threads').parentPort.on('message', (ms) => setTimeout(process.kill, ms, process.pid, 'SIGKILL'))`,
      { eval: true },
    )
  : null
for (let round = Number(first); round <= Number(last); round++) {
  const began = performance.now()
  await new Promise((told) => process.send?.({ round, tookMs }, told))
  if (round === Number(process.env.KILL_ROUND)) killer?.postMessage(tookMs * Number(process.env.KILL_PART))
  for (const { file, text } of templates) writeFileSync(file, text.replaceAll('ROUND', String(round)))
  await publish(app, { feedsOnly: true })
  tookMs = performance.now() - began
}
await app.close()
process.disconnect()
