import type { App } from '../app.ts'
import { cadenceSentence, nextDue } from '../digests/schedule.ts'
import { addSubscriber } from '../store/add-subscriber.ts'
import { lastSeq } from '../store/posts.ts'
import { findSubscriberByKey } from '../store/subscribers.ts'
import { parseAddress } from '../subscribers/address.ts'
import { suppressionKeys } from '../subscribers/forgotten.ts'
import { parseName } from '../subscribers/name.ts'
import {
  cadenceProblem,
  defaultPreferences,
  type GivenPreferences,
  parsePreferences,
} from '../subscribers/preferences.ts'
import type { Preferences } from '../subscribers/subscriber.ts'
import type { Console } from './console.ts'
import { UsageError } from './failure.ts'

type Flags = GivenPreferences & { name?: string; again?: boolean }

/** Adds one active subscriber; their first digest starts with the next post. */
export async function addOne(app: App, text: string, flags: Flags, terminal: Console): Promise<number> {
  const address = orRefuse(parseAddress(text))
  refuseEmpty(flags)
  // Who comes back is who they were, unless an option says otherwise.
  const before = flags.again ? await findSubscriberByKey(app.store.db, address.key) : null
  const preferences = orRefuse(parsePreferences(flags, before ?? defaultPreferences(app.config)))
  const problem = cadenceProblem(preferences, app.config)
  if (problem) throw new UsageError(problem)
  const name = flags.name === undefined ? (before?.name ?? null) : orRefuse(parseName(flags.name)).name
  const now = app.clock()
  const result = await addSubscriber(app.store.db, {
    address: address.address,
    addressKey: address.key,
    suppressionKeys: suppressionKeys(app.keys, address.key),
    name,
    preferences,
    state: 'active',
    source: 'command line',
    cursor: await lastSeq(app.store.db),
    dueAt: nextDue(preferences, now, app.config.digest.schedule),
    now,
    revive: flags.again ?? false,
  })
  switch (result.kind) {
    case 'added':
      terminal.say(
        `Added ${address.address}${app.mode === 'rehearsal' ? ' (rehearsal)' : ''}: ${whatTheyGet(preferences, app.config.digest.schedule)}`,
      )
      return 0
    case 'exists':
      throw new UsageError(
        `${address.address}: is a subscriber already (${result.subscriber.state}). Nothing was changed.`,
      )
    case 'suppressed':
      throw new UsageError(
        `${address.address}: is suppressed (${result.reason}) and gets no mail. If they asked to come back, add --again.`,
      )
    default:
      return result satisfies never
  }
}

function whatTheyGet(preferences: Preferences, schedule: string | undefined): string {
  const { topics } = preferences
  return `gets the digest ${cadenceSentence(preferences, schedule)}, ${topics ? `about ${topics.join(', ')}` : 'with every post'}.`
}

const NAMES = ['cadence', 'hour', 'weekday', 'monthday', 'zone', 'topics'] as const

function refuseEmpty(flags: Flags): void {
  const name = NAMES.find((option) => flags[option] !== undefined && String(flags[option]).trim() === '')
  if (name === undefined) return
  const every = name === 'topics' ? ', or write all for every post' : ''
  throw new UsageError(`--${name}: is empty. Write a value, or leave the option out${every}.`)
}

function orRefuse<T extends object>(parsed: T | { error: string }): T {
  if ('error' in parsed) throw new UsageError(String(parsed.error))
  return parsed
}
