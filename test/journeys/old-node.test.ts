import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { makeSite, post } from '../support/site.ts'

const ENTRY = fileURLToPath(new URL('../../bin/publish.mjs', import.meta.url))

/** The Node of the machine, which may be older than the one that the lock file pins. */
const MACHINE_PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter)

it('starts on the Node of the machine, whatever its age', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const child = spawn('node', [ENTRY, '--site', site.root, '--json'], {
    env: { PATH: MACHINE_PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const closed = once(child, 'close')
  let out = ''
  for await (const chunk of child.stdout) out += chunk
  expect(await closed).toEqual([0, null])
  expect(JSON.parse(out)).toMatchObject({ deliveries: { accepted: 3 } })
})
