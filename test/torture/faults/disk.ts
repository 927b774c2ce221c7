import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Program } from '../../support/program.ts'
import { between } from '../random.ts'
import type { Finding, Row, Setting } from '../row.ts'
import { CONNECTIONS, cleanUp, inWorld, type World } from '../world.ts'

const SIZE = 12_000_000
const REFUSED_MS = 3_000
const RECOVERED_MS = 40_000

/** The database cannot write for some seconds in the middle of a run; the worker goes on by itself when it can. */
async function refusedWrites(
  world: World,
  { random, isQuick }: Setting,
  fault: (program: Program) => () => void,
): Promise<Finding> {
  const times = isQuick ? 1 : 10
  const problems: string[] = []
  for (let n = 0; n < times; n++) {
    world.post()
    const begun = world.server.reached('dot', between(random, 5, 40))
    const worker = world.start(['worker', '--no-http'])
    await Promise.race([begun, worker.ended])
    const mend = fault(worker)
    const before = world.server.taken().length
    await setTimeout(REFUSED_MS)
    const more = world.server.taken().length - before
    if (more > 2 * CONNECTIONS) problems.push(`${more} more dots while nothing could be written`)
    mend()
    if (!(await world.drained(RECOVERED_MS))) problems.push('it did not go on by itself')
    worker.child.kill('SIGTERM')
    await worker.ended
  }
  await world.finish()
  const tally = await world.tally({ interruptions: times })
  return { runs: times, ...tally, problems: [...problems, ...tally.problems] }
}

async function fullDisk(setting: Setting): Promise<Finding | { skipped: string }> {
  if (!mayMount()) return { skipped: 'this user may mount no disk' }
  const options = { rules: [{ stage: 'dot', delayMs: 20 } as const], prepare: mountSmallDisk }
  return inWorld(setting, options, (world) =>
    refusedWrites(world, setting, () => {
      const file = world.site.path('data/in-the-way')
      fillUp(file)
      return () => rmSync(file)
    }),
  )
}

function mayMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0
}

function mountSmallDisk(folder: string, stack: AsyncDisposableStack): void {
  mkdirSync(folder, { recursive: true })
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder])
  if (status !== 0) throw new Error(`The small disk could not be mounted: ${stderr}`)
  cleanUp(stack, () => void spawnSync('umount', ['-l', folder]))
}

function fillUp(file: string): void {
  const fd = openSync(file, 'w')
  try {
    for (const size of [65_536, 512]) writeUntilFull(fd, Buffer.alloc(size))
  } finally {
    closeSync(fd)
  }
}

function writeUntilFull(fd: number, bytes: Buffer): void {
  try {
    while (writeSync(fd, bytes) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

/** No file may grow: writing to the log of the database fails as on a broken disk. */
async function failingWrites(setting: Setting): Promise<Finding | { skipped: string }> {
  if (spawnSync('prlimit', ['--version']).status !== 0) return { skipped: 'prlimit is not installed' }
  return inWorld(setting, { rules: [{ stage: 'dot', delayMs: 20 }] }, (world) =>
    refusedWrites(world, setting, ({ child }) => {
      const limit = (bytes: string) => spawnSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:unlimited`])
      const { size } = statSync(join(world.site.root, 'data/dateline.db-wal'))
      limit(String(size))
      return () => void limit('unlimited')
    }),
  )
}

export const disks: Row[] = [
  { name: 'disk full', on: 'sqlite', run: fullDisk },
  { name: 'writes fail with an I/O error', on: 'sqlite', run: failingWrites },
]
