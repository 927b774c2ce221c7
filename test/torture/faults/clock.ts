import { DateTime } from 'luxon'
import { openApp } from '../../../src/app.ts'
import { publish } from '../../../src/pipeline/publish.ts'
import { subscribe } from '../../support/subscribers.ts'
import { between } from '../random.ts'
import type { Finding, Row, Setting } from '../row.ts'
import type { Acceptance } from '../tally.ts'
import { inWorld, type World } from '../world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const ZONES = [
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Pacific/Chatham',
]
const HOURS = [0, 1, 2, 3, 8, 23]

type Reader = { zone: string; hour: number }

type Walk = {
  from: string
  days: number
  /** How often the clock is wrong by two hours for one look. */
  wrongShare?: number
  /** Days of the walk on which nothing runs. */
  down?: [number, number]
}

/** The program looks every half hour, with a post every day, and somebody in each zone at each hour. */
async function walk(setting: Setting, { from, days, wrongShare = 0, down }: Walk): Promise<Finding> {
  return inWorld(setting, { readers: 0 }, async (world) => {
    const start = Date.parse(from)
    let now = start
    const app = await openApp({ site: world.site.root, clock: () => now, variables: world.env })
    const readers = await addDailyReaders(world, app)
    const step = setting.isQuick ? HOUR : HOUR / 2
    try {
      for (let at = start; at < start + days * DAY; at += step) {
        if ((at - start) % DAY === 0 && at < start + (days - 2) * DAY) world.post()
        if (down && at >= start + down[0] * DAY && at < start + down[1] * DAY) continue
        const isWrong = setting.random() < wrongShare
        now = isWrong ? at + (between(setting.random, 0, 1) === 0 ? -2 : 2) * HOUR : at
        await publish(app)
      }
    } finally {
      await app.close()
    }
    const tally = await world.tally({ bound: 0 })
    const twice = digestsTwice(world.server.taken(), readers)
    const problems = twice > 0 ? [`${twice} second digests for a local day`] : []
    if (down) problems.push(...afterThePause(world, start + down[1] * DAY, down[1] - down[0]))
    return { runs: 1, ...tally, problems: [...problems, ...tally.problems] }
  })
}

async function addDailyReaders(world: World, app: Parameters<typeof subscribe>[0]): Promise<Map<string, Reader>> {
  const readers = new Map<string, Reader>()
  for (const zone of ZONES) {
    for (const hour of HOURS) {
      const address = `reader${readers.size}@readers.example`
      await subscribe(app, address, { cadence: 'daily', hour: String(hour), zone })
      readers.set(address, { zone, hour })
      world.readers.push(address)
    }
  }
  return readers
}

/** Digests beyond one for the same hour of the same local day: one that comes late belongs to the day before. */
function digestsTwice(taken: Acceptance[], readers: Map<string, Reader>): number {
  const slots = taken.map(({ id, to }) => {
    const { zone, hour } = readers.get(to) as Reader
    const at = DateTime.fromMillis(plannedAt(id), { zone })
    return `${to} ${(at.hour >= hour ? at : at.minus({ days: 1 })).toISODate()}`
  })
  return slots.length - new Set(slots).size
}

/** The first digest after a pause has every post of it. */
function afterThePause({ server, readers }: World, backAt: number, posts: number): string[] {
  const first = new Map<string, Acceptance>()
  for (const each of server.taken()) if (plannedAt(each.id) >= backAt && !first.has(each.to)) first.set(each.to, each)
  const short = readers.filter((reader) => (first.get(reader)?.marks.length ?? 0) < posts).length
  return short > 0 ? [`${short} got not every post in the first digest after the pause`] : []
}

/** In milliseconds, as a Message-ID tells it. */
function plannedAt(id: string): number {
  return Number.parseInt(id.split('.')[1] ?? '', 36)
}

function row(name: string, each: Walk): Row {
  return { name, run: (setting) => walk(setting, each) }
}

export const clocks: Row[] = [
  row('clock wrong by two hours, again and again', { from: '2027-05-10T00:00Z', days: 5, wrongShare: 0.2 }),
  row('clocks go forward in America', { from: '2027-03-13T00:00Z', days: 4 }),
  row('clocks go forward in Europe', { from: '2027-03-27T00:00Z', days: 4 }),
  row('clocks go back in Europe', { from: '2027-10-30T00:00Z', days: 4 }),
  row('clocks go back in America', { from: '2027-11-06T00:00Z', days: 4 }),
  row('leap day', { from: '2028-02-28T00:00Z', days: 5 }),
  row('down for three days', { from: '2027-06-01T00:00Z', days: 8, down: [2, 5] }),
]
