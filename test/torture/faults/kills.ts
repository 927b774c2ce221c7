import { setTimeout } from 'node:timers/promises'
import type { Stage } from '../../support/scripted-smtp.ts'
import { between, type Random } from '../random.ts'
import type { Finding, Row, Setting } from '../row.ts'
import { inWorld, type World } from '../world.ts'

const READERS = 200

/** A program that is to be killed: once by hand, or as the worker. */
function someProgram(random: Random): string[] {
  return random() < 0.3 ? ['worker', '--no-http'] : ['publish', '--quiet']
}

/**
 * Kills a program at any moment of its life, or around one of the final dots; false when it had ended before.
 * @param spanMs how long a whole run takes on this machine
 */
async function killSomewhere(world: World, random: Random, spanMs: number, alsoServer: boolean): Promise<boolean> {
  const dots = between(random, 1, (await world.left()) || READERS)
  const program = world.start(someProgram(random))
  const atDot = () => world.server.reached('dot', dots).then(() => setTimeout(random() * 6))
  const atAnyTime = setTimeout(random() * 1.2 * spanMs)
  const atLast = setTimeout(4 * spanMs + 2_000, undefined, { ref: false })
  await Promise.race([random() < 0.3 ? atAnyTime : atDot(), atLast, program.ended])
  if (alsoServer) void world.server.kill()
  program.child.kill('SIGKILL')
  const { signal } = await program.ended
  if (alsoServer) {
    await world.server.kill()
    await world.server.start()
  }
  return signal === 'SIGKILL'
}

async function randomKills(setting: Setting, kills: number, alsoServer: boolean): Promise<Finding> {
  const { random } = setting
  return inWorld(setting, { readers: READERS }, async (world) => {
    const spanMs = await spanOf(world)
    let killed = 0
    for (let runs = 0; killed < kills && runs < 3 * kills; runs++) {
      if (random() < 0.2 || (await world.left()) === 0) world.post()
      if (await killSomewhere(world, random, spanMs, alsoServer)) killed++
      await world.endLeases()
    }
    await world.finish()
    const tally = await world.tally({ interruptions: killed })
    if (tally.inDoubt === 0) tally.problems.push('no kill met a message on the wire: this tried nothing')
    return { runs: killed, ...tally }
  })
}

/** How long it takes to send one digest, in milliseconds, when nothing disturbs it. */
export async function spanOf(world: World): Promise<number> {
  world.post()
  const began = performance.now()
  await world.run(['publish', '--quiet'])
  return performance.now() - began
}

const STAGES: Stage[] = ['banner', 'ehlo', 'mail', 'rcpt', 'data', 'body', 'dot', 'quit']
/** Before these no final dot can have gone out. */
const BEFORE_DOT: Stage[] = ['banner', 'ehlo']

/** Kills at each step of the network; the run begins anew for each, so that only what is on the wire is in doubt. */
async function killsAtStages(setting: Setting): Promise<Finding> {
  const times = setting.isQuick ? 1 : 10
  return inWorld(setting, {}, async (world) => {
    let interruptions = 0
    for (const stage of STAGES.flatMap((stage) => Array<Stage>(times).fill(stage))) {
      world.post()
      const program = world.start(['publish', '--quiet'])
      const isEarly = BEFORE_DOT.includes(stage)
      const count = isEarly || stage === 'quit' ? 1 : between(setting.random, 1, world.readers.length)
      await Promise.race([world.server.reached(stage, count), program.ended])
      program.child.kill('SIGKILL')
      await program.ended
      if (!isEarly) interruptions++
      await world.endLeases()
    }
    await world.finish()
    return { runs: STAGES.length * times, ...(await world.tally({ interruptions })) }
  })
}

/** Nothing is moved here: the next run has to take over by itself. */
async function leftAlone(setting: Setting): Promise<Finding> {
  const kills = setting.isQuick ? 2 : 10
  return inWorld(setting, {}, async (world) => {
    const late: string[] = []
    for (let n = 0; n < kills; n++) {
      world.post()
      const program = world.start(['publish', '--quiet'])
      await Promise.race([world.server.reached('dot', between(setting.random, 1, 30)), program.ended])
      program.child.kill('SIGKILL')
      await program.ended
      await world.run(['publish', '--quiet'])
      if ((await world.left()) > 0) late.push('the next run did not carry on by itself')
    }
    await world.finish()
    const tally = await world.tally({ interruptions: kills })
    return { runs: kills, ...tally, problems: [...tally.problems, ...late] }
  })
}

export const kills: Row[] = [
  { name: 'kill -9 at random', run: (setting) => randomKills(setting, setting.kills, false) },
  {
    name: 'kill -9 of program and mail server at once',
    run: (setting) => randomKills(setting, Math.ceil(setting.kills / 6), true),
  },
  { name: 'kill -9 at each step of a session', run: killsAtStages },
  { name: 'kill -9, and no wait is shortened', run: leftAlone },
]
