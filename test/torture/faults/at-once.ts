import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { KILLING, type Program } from '../../support/program.ts'
import { between } from '../random.ts'
import type { Finding, Row, Setting } from '../row.ts'
import { CONNECTIONS, inWorld, type World } from '../world.ts'

const READERS = 30
const PATIENCE_MS = 30_000
/** Of a claim. */
const LEASE_MS = 5_000
const STOPPED_MS = 2 * LEASE_MS

const WORKER = ['worker', '--no-http']
const PUBLISH = ['publish', '--quiet']
const PAIRS = [
  [PUBLISH, PUBLISH],
  [WORKER, PUBLISH],
  [WORKER, WORKER],
]

/** Two programs find the same new post at the same time. */
async function pairs(setting: Setting): Promise<Finding> {
  const count = setting.isQuick ? 6 : 100
  return inWorld(setting, { readers: READERS, rules: [{ stage: 'dot', delayMs: 5 }] }, async (world) => {
    for (let n = 0; n < count; n++) {
      world.post()
      const all = world.server.reached('dot', READERS)
      const programs = PAIRS[n % PAIRS.length]!.map((args) => world.start(args))
      const ended = Promise.all(programs.map((program) => program.ended))
      await Promise.race([all, ended, setTimeout(PATIENCE_MS, null, { ref: false })])
      for (const { child } of programs) child.kill('SIGTERM')
      await ended
    }
    await world.finish()
    return { runs: count, ...(await world.tally({ bound: 0 })) }
  })
}

/** A run sleeps for twice its lease in the middle, while another one does its work. */
async function sleeper(setting: Setting): Promise<Finding> {
  const times = setting.isQuick ? 1 : 10
  return inWorld(setting, { rules: [{ stage: 'dot', delayMs: 5 }] }, async (world) => {
    for (let n = 0; n < times; n++) {
      world.post()
      const program = world.start(n % 2 === 0 ? PUBLISH : WORKER, KILLING)
      await Promise.race([world.server.reached('dot', between(setting.random, 1, 40)), program.ended])
      await stop(world, program)
      const stoppedAt = Date.now()
      await world.run(PUBLISH)
      await setTimeout(Math.max(0, stoppedAt + STOPPED_MS - Date.now()))
      program.child.kill('SIGCONT')
      await setTimeout(500)
      program.child.kill('SIGTERM')
      await program.ended
    }
    await world.finish()
    return { runs: times, ...(await world.tally({ interruptions: times })) }
  })
}

/** A server that thinks for longer than a lease about each message, while others look for something to take over. */
async function longDots(setting: Setting): Promise<Finding> {
  const times = setting.isQuick ? 1 : 6
  const options = { readers: 2 * CONNECTIONS, rules: [{ stage: 'dot', delayMs: 1.4 * LEASE_MS } as const] }
  return inWorld(setting, options, async (world) => {
    for (let n = 0; n < times; n++) {
      world.post()
      const [early, late] = [world.server.reached('dot', 1), world.server.reached('dot', CONNECTIONS + 1)]
      const programs = [world.start(PAIRS[n % PAIRS.length]![0]!)]
      await early
      programs.push(world.start(PUBLISH))
      await late
      programs.push(world.start(PUBLISH))
      await world.drained()
      for (const { child } of programs) child.kill('SIGTERM')
      await Promise.all(programs.map(({ ended }) => ended))
    }
    await world.finish()
    return { runs: times, ...(await world.tally({ bound: 0 })) }
  })
}

/** Where SQLite is used, right after a commit: a program that sleeps within a transaction would hold up every other one. */
async function stop({ where }: World, program: Program): Promise<void> {
  program.child.kill('file' in where ? 'SIGUSR2' : 'SIGSTOP')
  for (let look = 0; look < 500 && !isStopped(program); look++) await setTimeout(10)
}

/** The third field of /proc/PID/stat, after the name in brackets; an ended program has none. */
function isStopped({ child }: Program): boolean {
  try {
    return readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.startsWith('T') ?? false
  } catch {
    return true
  }
}

export const atOnce: Row[] = [
  { name: 'two workers, worker and publish, two publish at once', run: pairs },
  { name: 'each answer takes longer than a lease, and others look for work', run: longDots },
  { name: 'SIGSTOP for twice the lease, then SIGCONT', run: sleeper },
]
