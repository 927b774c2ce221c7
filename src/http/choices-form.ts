import { parsePreferences } from '../subscribers/preferences.ts'
import type { Preferences } from '../subscribers/subscriber.ts'
import { type Fields, fieldIn, textsIn } from './form-fields.ts'
import { fold } from './topics.ts'

const LONGEST_TOPIC = 200
const MOST_TOPICS = 200

/** `preferences`: what else was chosen, to be shown again. */
export type Refused = { error: string; preferences?: Preferences }

/** Reads when digests are to come; what the form does not name stays as it is in `before`, the topics always. */
export function readTimes(given: Fields, before: Preferences, schedule: string | undefined): Preferences | Refused {
  const { cadence, hour, weekday, monthday, zone, topics } = before
  if (fieldIn(given, 'cadence') === 'site' && schedule === undefined) {
    return { error: 'cadence "site" is not to be had, as the site has no schedule of its own. Choose another one.' }
  }
  return parsePreferences(
    {
      cadence: fieldIn(given, 'cadence'),
      hour: fieldIn(given, 'hour'),
      weekday: fieldIn(given, 'weekday'),
      monthday: fieldIn(given, 'monthday'),
      zone: fieldIn(given, 'zone'),
    },
    { cadence, hour, weekday, monthday, zone, topics },
  )
}

/** The topics that were ticked, in lower case, each once; no post has one with a control character. */
export function topicsIn(given: Fields): string[] {
  const folded = textsIn(given, 'topic').map((word) => [...fold(word)].slice(0, LONGEST_TOPIC).join(''))
  const topics = folded.filter((word) => word !== '' && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(word))
  return [...new Set(topics)].slice(0, MOST_TOPICS)
}
