import type { Context } from 'hono'
import { dueAfterChange } from '../../digests/due-after-change.ts'
import { changePreferences, findSubscriber } from '../../store/subscribers.ts'
import type { Subscriber } from '../../subscribers/subscriber.ts'
import type { ApiDeps } from './deps.ts'
import { findOne } from './find-one.ts'
import { Problem, untakable } from './problem.ts'
import { readBody } from './read-body.ts'
import { requireSchedule } from './require-schedule.ts'
import { type ChangeBody, changeSchema } from './schemas.ts'
import { preferencesOf, subscriberJson } from './subscriber-json.ts'

/** PATCH /api/subscribers/:address: changes what is given, of who is active. */
export function changeOne(deps: ApiDeps) {
  return async (c: Context) => {
    const change = await readBody(c, changeSchema)
    requireSchedule(deps.config, change.cadence)
    const subscriber = await findOne(deps, c)
    if (subscriber.state !== 'active') throw inactive(subscriber.state)
    await save(deps, subscriber, change)
    return c.json(subscriberJson((await findSubscriber(deps.db, subscriber.id)) ?? subscriber))
  }
}

async function save({ db, clock, config, onChange }: ApiDeps, subscriber: Subscriber, change: ChangeBody) {
  const now = clock()
  const pausedUntil = pauseOf(change, subscriber, now)
  const times = preferencesOf(change)
  const preferences = { ...subscriber, ...times, pausedUntil }
  const dueAt = dueAfterChange(subscriber, preferences, now, config.digest.schedule)
  await changePreferences(db, subscriber.id, preferences, dueAt, change.name)
  onChange?.()
}

function pauseOf({ pausedUntil }: ChangeBody, subscriber: Subscriber, now: number): number | null {
  if (pausedUntil === undefined) return subscriber.pausedUntil
  const until = pausedUntil === null ? null : Date.parse(pausedUntil)
  if (until === null || until > now) return until
  throw untakable([{ pointer: '#/pausedUntil', detail: 'is not ahead. Write a later time, or null for no pause.' }])
}

function inactive(state: Exclude<Subscriber['state'], 'active'>): Problem {
  const why =
    state === 'pending' ? 'They have not confirmed yet: POST what they choose anew.' : 'They get no mail any more.'
  return new Problem(409, why, { state })
}
