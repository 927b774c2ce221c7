import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { keyRing, signToken } from '../../../src/subscribers/token.ts'
import type { Program } from '../../support/program.ts'
import { readSubscriber } from '../ledger.ts'
import { between } from '../random.ts'
import type { Finding, Row, Setting } from '../row.ts'
import { inWorld, SECRET, type World } from '../world.ts'

/** After the answer to an unsubscription no dot may be later than this. */
const AT_MOST_MS = 1_000
const NEW = 'somebody@new.example'

/** Starts a worker with its pages and answers where they are. */
async function startWorker(world: World): Promise<Program & { url: string }> {
  const program = world.start(['worker'])
  for await (const line of createInterface({ input: program.child.stderr as Readable })) {
    const url = /"url":"(http:[^"]*)"/.exec(line)?.[1]
    if (url) return { ...program, url }
  }
  throw new Error('The worker ended before it served pages.')
}

/** Readers leave while their digest is being sent. */
async function leaving(setting: Setting): Promise<Finding> {
  const times = setting.isQuick ? 1 : 10
  const leave = 15
  return inWorld(setting, { readers: 300, rules: [{ stage: 'dot', delayMs: 50 }] }, async (world) => {
    const problems: string[] = []
    const gone = new Map<string, number>()
    for (let n = 0; n < times; n++) {
      world.post()
      const begun = world.server.reached('dot', 20)
      const worker = await startWorker(world)
      await begun
      for (let left = 0; left < leave; left++) {
        const address = world.readers[between(setting.random, 0, world.readers.length - 1)]!
        if (gone.has(address)) continue
        if (!(await unsubscribe(world, worker.url, address))) problems.push('an unsubscription was refused')
        gone.set(address, Date.now())
        world.cancelled.push(address)
      }
      await world.drained()
      worker.child.kill('SIGTERM')
      await worker.ended
      world.readers.splice(0, Number.POSITIVE_INFINITY, ...world.readers.filter((address) => !gone.has(address)))
    }
    await world.finish()
    const late = world.server.taken().filter(({ to, at }) => at > (gone.get(to) ?? at) + AT_MOST_MS)
    if (late.length > 0) problems.push(`${late.length} mailed later than ${AT_MOST_MS / 1000} s after the answer`)
    const tally = await world.tally({ bound: 0 })
    return { runs: gone.size, ...tally, problems: [...problems, ...tally.problems] }
  })
}

async function unsubscribe({ where }: World, url: string, address: string): Promise<boolean> {
  const token = signToken(keyRing(SECRET), 'unsubscribe', await readSubscriber(where, address))
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  const answer = await fetch(`${url}/unsubscribe/${token}`, { method: 'POST', body })
  await answer.arrayBuffer()
  return answer.status === 200
}

/** A server that takes half a second for each message: who signs up is asked to confirm before the digest is out. */
async function tarpit(setting: Setting): Promise<Finding> {
  return inWorld(setting, { rules: [{ stage: 'dot', delayMs: 500 }] }, async (world) => {
    world.post()
    const begun = world.server.reached('dot', 5)
    const worker = await startWorker(world)
    await begun
    const body = new URLSearchParams({ address: NEW, name: 'Ada', cadence: 'instant' })
    const answer = await fetch(`${worker.url}/subscribe`, { method: 'POST', body })
    for (let look = 0; look < 600 && !world.server.taken().some(({ to }) => to === NEW); look++) await setTimeout(50)
    const before = world.server.taken().filter(({ to }) => to !== NEW).length
    await world.drained()
    worker.child.kill('SIGTERM')
    await worker.ended
    await world.finish()
    const tally = await world.tally({ bound: 0 })
    const problems = [...tally.problems]
    if (answer.status >= 400) problems.push(`the sign-up was answered ${answer.status}`)
    if (!world.server.taken().some(({ to }) => to === NEW)) problems.push('nobody was asked to confirm')
    if (before > world.readers.length / 2) problems.push(`the confirmation waited for ${before} digests`)
    return { runs: 1, ...tally, problems }
  })
}

export const people: Row[] = [
  { name: 'unsubscribe while a run is on', run: leaving },
  { name: 'slow server, and somebody signs up', run: tarpit },
]
