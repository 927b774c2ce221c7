import { IANAZone } from 'luxon'

const DAY = 86_400_000
const KEPT = 200_000

type Clock = { offsetAt(instant: number): number; offsets: Map<number, number>; instants: Map<number, number> }

const clocks = new Map<string, Clock>()
let kept = 0

/**
 * The first moment at which a clock in the zone shows the wall time or a later one, in milliseconds: for a time that
 * exists twice the first of the two, for a time that was skipped the end of the gap. What was looked up is remembered,
 * because a fan-out asks for the same few days again and again.
 * @param wall the wall time, written as the milliseconds that it would be in UTC
 * @throws Error when this machine knows no such zone
 */
export function instantOf(wall: number, zone: string): number {
  const clock = clockOf(zone)
  const midnight = Math.floor(wall / DAY) * DAY
  // No zone is a day away from UTC, and none changed its clocks forth and back within three days.
  const before = remember(clock.offsets, midnight - DAY, clock.offsetAt)
  const after = remember(clock.offsets, midnight + 2 * DAY, clock.offsetAt)
  if (before === after) return wall - before
  return remember(clock.instants, wall, () => nearChange(wall, before, after, clock.offsetAt))
}

/** What a clock in the zone shows at a moment, written as the milliseconds that it would be in UTC. */
export function wallAt(instant: number, zone: string): number {
  return instant + clockOf(zone).offsetAt(instant)
}

function clockOf(name: string): Clock {
  if (kept > KEPT) {
    clocks.clear()
    kept = 0
  }
  const known = clocks.get(name)
  if (known) return known
  const zone = IANAZone.create(name)
  if (!zone.isValid) throw new Error(`time zone "${name}" is not known to this machine. Write it like Europe/Berlin.`)
  const offsetAt = (instant: number) => Math.round(zone.offset(instant) * 60_000)
  const clock: Clock = { offsetAt, offsets: new Map(), instants: new Map() }
  clocks.set(name, clock)
  return clock
}

function remember(answers: Map<number, number>, key: number, find: (key: number) => number): number {
  const known = answers.get(key)
  if (known !== undefined) return known
  const answer = find(key)
  answers.set(key, answer)
  kept++
  return answer
}

function nearChange(wall: number, before: number, after: number, offsetAt: Clock['offsetAt']): number {
  if (offsetAt(wall - before) === before) return wall - before
  if (offsetAt(wall - after) === after) return wall - after
  let [early, late] = [wall - after, wall - before]
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    if (offsetAt(middle) === before) early = middle
    else late = middle
  }
  return late
}
