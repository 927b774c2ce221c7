import { type Address, parseAddress } from '../subscribers/address.ts'
import { parseName } from '../subscribers/name.ts'
import type { Preferences } from '../subscribers/subscriber.ts'
import { readTimes, topicsIn } from './choices-form.ts'
import { type Fields, fieldIn } from './form-fields.ts'

/** Named like something that a bot fills in; people do not see it. */
export const TRAP = 'website'

export type GivenSignUp = Address & { name: string | null; preferences: Preferences }

/** `at`: the field that the error is about. */
export type RefusedSignUp = { error: string; at: 'address' | 'name' | 'times' }

/** Reads the form for signing up: only the address is needed, and no topic means every post. */
export function readSignUp(
  given: Fields,
  defaults: Preferences,
  schedule: string | undefined,
): GivenSignUp | RefusedSignUp {
  const address = parseAddress(fieldIn(given, 'address') ?? '')
  if ('error' in address) return { ...address, at: 'address' }
  const named = parseName(fieldIn(given, 'name') ?? '')
  if ('error' in named) return { ...named, at: 'name' }
  const times = readTimes(given, defaults, schedule)
  if ('error' in times) return { error: times.error, at: 'times' }
  const topics = topicsIn(given)
  return { ...address, name: named.name, preferences: { ...times, topics: topics.length > 0 ? topics : null } }
}
