import type { App } from '../app.ts'
import { cadenceSentence, nextDue } from '../digests/schedule.ts'
import { addSubscriber } from '../store/add-subscriber.ts'
import { lastSeq } from '../store/posts.ts'
import { parseAddress } from '../subscribers/address.ts'
import { parseName } from '../subscribers/name.ts'
import { defaultPreferences, type GivenPreferences, parsePreferences } from '../subscribers/preferences.ts'
import type { Console } from './console.ts'
import { UsageError } from './failure.ts'

type Flags = GivenPreferences & { name?: string; again?: boolean }

/** Adds one active subscriber; their first digest starts with the next post. */
export async function addOne(app: App, text: string, flags: Flags, terminal: Console): Promise<number> {
  const address = orRefuse(parseAddress(text))
  const preferences = orRefuse(parsePreferences(flags, defaultPreferences(app.config)))
  const name = flags.name === undefined ? null : orRefuse(parseName(flags.name)).name
  const now = app.clock()
  const result = await addSubscriber(app.store.db, {
    address: address.address,
    addressKey: address.key,
    name,
    preferences,
    state: 'active',
    source: 'command line',
    cursor: await lastSeq(app.store.db),
    dueAt: nextDue(preferences, now),
    now,
    revive: flags.again ?? false,
  })
  switch (result.kind) {
    case 'added':
      terminal.say(`Added ${address.address}: gets the digest ${cadenceSentence(preferences)}.`)
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

function orRefuse<T extends object>(parsed: T | { error: string }): T {
  if ('error' in parsed) throw new UsageError(String(parsed.error))
  return parsed
}
