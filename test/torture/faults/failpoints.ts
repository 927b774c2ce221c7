import { KILLING } from '../../support/program.ts'
import type { Finding, Row, Setting } from '../row.ts'
import { sum } from '../tally.ts'
import { inCopy, inWorld, type World } from '../world.ts'

const PUBLISH = ['publish', '--quiet']
const READERS = 5

/** Kills a run around its statements, each time from the same beginning. */
async function aroundStatements(setting: Setting): Promise<Finding> {
  return inWorld(setting, { readers: READERS }, async (world) => {
    world.post()
    world.post()
    const last = await inCopy(world, statementsOf)
    const step = setting.isQuick ? Math.ceil(last / 5) : 3
    const tallies = []
    for (let at = 1 + Math.floor(setting.random() * step); at <= last; at += step) {
      const side = setting.random() < 0.5 ? 'before' : 'after'
      tallies.push(await inCopy(world, (copy) => killedAt(copy, at, side)))
    }
    return { runs: tallies.length, ...sum(tallies) }
  })
}

async function statementsOf(copy: World): Promise<number> {
  await copy.run(PUBLISH, { ...KILLING, STATEMENTS_FILE: copy.site.path('statements') })
  return Number(copy.site.read('statements'))
}

async function killedAt(copy: World, at: number, side: string) {
  await copy.run(PUBLISH, { ...KILLING, KILL_AT: String(at), KILL_SIDE: side })
  await copy.finish()
  const tally = await copy.tally({ interruptions: 1 })
  return { ...tally, problems: tally.problems.map((problem) => `${problem} (${side} statement ${at})`) }
}

export const failpoints: Row[] = [{ name: 'kill -9 around each statement', on: 'sqlite', run: aroundStatements }]
