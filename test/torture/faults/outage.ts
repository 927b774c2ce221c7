import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Program } from '../../support/program.ts'
import type { Stage } from '../../support/scripted-smtp.ts'
import { endLeases, endWaits, readLedger } from '../ledger.ts'
import type { Finding, Row, Setting } from '../row.ts'
import type { Rule } from '../rules.ts'
import { CONNECTIONS, inWorld } from '../world.ts'

/** The server refuses connections for several runs, comes back, and goes away in the middle again. */
async function awayAndBack(setting: Setting): Promise<Finding> {
  const times = setting.isQuick ? 1 : 10
  return inWorld(setting, {}, async (world) => {
    const problems: string[] = []
    for (let n = 0; n < times; n++) {
      world.post()
      await world.server.kill()
      for (let run = 0; run < 3; run++) {
        await world.run(['publish', '--quiet'])
        await endWaits(world.where)
      }
      const ledger = (await readLedger(world.where)).filter(({ state }) => state !== 'accepted')
      if (ledger.some(({ state }) => state !== 'ready')) problems.push('an attempt was used up while nobody answered')
      await world.server.start()
      const program = world.start(['publish', '--quiet'])
      await Promise.race([world.server.reached('dot', 20), program.ended])
      await world.server.kill()
      await program.ended
      await world.server.start()
      await world.finish()
    }
    const tally = await world.tally({ interruptions: times })
    return { runs: times, ...tally, problems: [...problems, ...tally.problems] }
  })
}

/** Some dots are never answered; the others go out beside them, and the program ends when it is told to. */
async function hangs(setting: Setting, accepted: boolean): Promise<Finding> {
  const rules: Rule[] = [{ stage: 'dot', hang: true, accepted, oneIn: 30, times: 1 }]
  return inWorld(setting, { rules }, async (world) => {
    world.post()
    const hung = 2
    const program = world.start(['publish', '--quiet'])
    await Promise.race([world.server.reached('dot', world.readers.length), program.ended])
    program.child.kill('SIGTERM')
    const problems = await endOf(program, 10_000)
    await world.finish()
    const tally = await world.tally({ bound: accepted ? hung : 0 })
    if (tally.inDoubt !== hung) problems.push(`${tally.inDoubt} in doubt, not ${hung}`)
    return { runs: 1, ...tally, problems: [...problems, ...tally.problems] }
  })
}

/** What is wrong with the end of a program that was told to end. */
async function endOf(program: Program, withinMs: number): Promise<string[]> {
  const ended = await Promise.race([program.ended, setTimeout(withinMs, null, { ref: false })])
  if (ended === null) return [`it did not end within ${withinMs / 1000} s`]
  return ended.signal === null ? [] : [`it was ended by ${ended.signal}`]
}

/** A run is told to stop in the middle: what is on the wire is finished, and nothing is in doubt. */
async function toldToStop(setting: Setting): Promise<Finding> {
  const times = setting.isQuick ? 3 : 30
  return inWorld(setting, { rules: [{ stage: 'dot', delayMs: 20 }] }, async (world) => {
    const problems: string[] = []
    for (let n = 0; n < times; n++) {
      const left = await world.left()
      if (left === 0) world.post()
      const program = world.start(n % 2 === 0 ? ['publish', '--quiet'] : ['worker', '--no-http'])
      const dot = 1 + Math.floor(setting.random() * (left === 0 ? 30 : Math.min(30, left)))
      await Promise.race([world.server.reached('dot', dot), program.ended])
      program.child.kill('SIGTERM')
      problems.push(...(await endOf(program, 10_000)))
      if ((await readLedger(world.where)).some(({ state }) => state === 'in_doubt')) problems.push('mail is in doubt')
    }
    await world.finish()
    const tally = await world.tally({ bound: 0 })
    return { runs: times, ...tally, problems: [...problems, ...tally.problems] }
  })
}

const FLOOD = 20_000_000
const MOST_MORE_MB = 64

/** Replies without end: they are cut off, and take no memory. */
async function floods(setting: Setting): Promise<Finding> {
  return inWorld(setting, {}, async (world) => {
    world.post()
    const usual = await peakMegabytes(world.start(['publish', '--quiet']))
    const problems: string[] = []
    const stages: Stage[] = setting.isQuick ? ['rcpt', 'dot'] : ['banner', 'ehlo', 'mail', 'rcpt', 'data', 'dot']
    for (const stage of stages) {
      world.post()
      await world.server.follow([{ stage, floodBytes: FLOOD, hang: true, oneIn: 30, times: stage === 'dot' ? 1 : 2 }])
      const peak = await peakMegabytes(world.start(['publish', '--quiet']))
      if (peak > usual + MOST_MORE_MB) problems.push(`${peak} MB at ${stage}, ${usual} MB else`)
      await endLeases(world.where)
    }
    await world.server.follow([])
    await world.finish()
    // To the dot a 250 came, however long: each such message is in doubt, and is sent once more.
    const tally = await world.tally({ bound: CONNECTIONS })
    return { runs: stages.length, ...tally, problems: [...problems, ...tally.problems] }
  })
}

/** The most memory that a program had, in megabytes. */
async function peakMegabytes({ child, ended }: Program): Promise<number> {
  let peak = 0
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
    } catch {
      clearInterval(timer)
    }
  }, 20)
  await ended
  clearInterval(timer)
  return Math.round(peak / 1024)
}

export const outages: Row[] = [
  { name: 'mail server away, back, and away in the middle', run: awayAndBack },
  { name: 'SIGTERM in the middle', run: toldToStop },
  { name: 'hang after the dot, the message kept', run: (setting) => hangs(setting, true) },
  { name: 'hang after the dot, the message lost', run: (setting) => hangs(setting, false) },
  { name: 'replies of 20 MB without an end', run: floods },
]
