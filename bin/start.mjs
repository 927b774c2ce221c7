import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
// Not by name: an old Node lacks some of them, and would fail before this file could say so.
import * as module from 'node:module'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import v8 from 'node:v8'

const OLDEST = 24

/** Runs the command line on this Node, or on the Node 24 that the lock file pins when this one is older. */
export async function start(args) {
  if (Number.parseInt(process.versions.node, 10) >= OLDEST) {
    module.enableCompileCache()
    // Little of what is made here stays: a small nursery and an early look for garbage cost a tenth of the time, and keep
    // a site of ten thousand posts below 250 MB in each thread.
    v8.setFlagsFromString('--max-semi-space-size=8')
    v8.setFlagsFromString('--semi-space-growth-factor=1')
    v8.setFlagsFromString('--heap-growing-percent=100')
    const { main } = await import('../src/cli.ts')
    process.exitCode = await main(args)
    return
  }
  const node = pinnedNode()
  if (!node) {
    const fix =
      process.platform === 'darwin' ? `Install Node ${OLDEST}.` : 'Run "npm ci" in its folder: it brings one along.'
    process.stderr.write(`Dateline needs Node ${OLDEST} or newer, and this is ${process.version}. ${fix}\n`)
    process.exitCode = 2
    return
  }
  runOn(node, args)
}

function pinnedNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  try {
    const path = module.createRequire(import.meta.url).resolve(`node-${system}-${process.arch}/${file}`)
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

// The channel is there so that the program also ends when this process is killed outright.
function runOn(node, args) {
  const entry = new URL('./dateline.mjs', import.meta.url)
  const child = spawn(node, [fileURLToPath(entry), ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
  })
}
