import { setTimeout } from 'node:timers/promises'
import type { Db } from '../store/db.ts'
import { reserveTurns } from '../store/paces.ts'

/** Turns of one limit per second, over all processes. */
export type Turns = {
  /** Milliseconds until the next turn; it stays the next one until it is taken, or its time has passed. */
  wait: () => Promise<number>
  take: () => void
  intervalMs: number
}

/** Turns are reserved in batches of at most so many milliseconds: a fast pace costs few writes, and a kill few turns. */
const AHEAD_MS = 250
/** Where turns lie closer together than this, one that is late by as much may be made up for: timers are no finer. */
const LATE_MS = 20

/** @param name as in the table `paces` */
export function turnsOf(db: Db, name: string, perSecond: number): Turns {
  const intervalMs = 1000 / perSecond
  const batch = Math.max(1, Math.floor(AHEAD_MS / intervalMs))
  const grace = intervalMs < LATE_MS ? LATE_MS : 0
  let [next, left, lastTaken] = [0, 0, Number.NEGATIVE_INFINITY]
  const pass = () => {
    next += intervalMs
    left--
  }
  const take = () => {
    lastTaken = Math.max(performance.now(), next)
    pass()
  }
  const wait = async () => {
    while (left > 0 && performance.now() - next > Math.max(grace, intervalMs)) pass()
    if (left === 0) {
      next = (await reserveTurns(db, name, intervalMs, batch)) + performance.now()
      left = batch
    }
    return Math.max(0, Math.max(next, lastTaken + intervalMs - grace) - performance.now())
  }
  return { wait, take, intervalMs }
}

/** How often somebody who waits looks whether the run is over. */
const LOOK_MS = 250

/** Waits no longer than until the run should look again whether it is over; for a time that has passed, not at all. */
export function pauseFor(ms: number): Promise<void> {
  return setTimeout(Math.max(0, Math.min(ms, LOOK_MS)))
}
