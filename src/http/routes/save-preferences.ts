import type { Context } from 'hono'
import { cadenceSentence, nextDue } from '../../digests/schedule.ts'
import { changePreferences } from '../../store/subscribers.ts'
import { parsePreferences } from '../../subscribers/preferences.ts'
import type { Preferences } from '../../subscribers/subscriber.ts'
import { note } from '../pages/layout.ts'
import { preferencesPage } from '../pages/preferences.ts'
import { goodbyePage, voidLinkPage } from '../pages/unsubscribe.ts'
import { helpAddress, pageSite, type SubscriptionDeps, subscriberOf } from '../subscription.ts'
import { fold } from '../topics.ts'
import { viewOf } from './show-preferences.ts'

const LONGEST_TOPIC = 200
const MOST_TOPICS = 200

type Fields = Record<string, string | File | (string | File)[]>

/** POST /preferences/:token: saves the form, and shows it again with what was saved, or with what is wrong with it. */
export function savePreferences(deps: SubscriptionDeps) {
  const site = pageSite(deps.config)
  return async (c: Context) => {
    // Only a page of another site says so; the token in the path is the real proof.
    if (c.req.header('Sec-Fetch-Site') === 'cross-site') {
      return c.html(note(site, 'Not from here', 'Open the preferences from a digest, and change them there.'), 403)
    }
    const subscriber = await subscriberOf(deps, 'preferences', c.req.param('token') ?? '')
    if (!subscriber) return c.html(voidLinkPage(site, helpAddress(deps.config)), 404)
    if (subscriber.endedAt !== null) return c.html(goodbyePage(site, subscriber.address))
    const given: Fields | null = await c.req.parseBody({ all: true }).catch(() => null)
    const read: Preferences | Refused =
      given && isForm(given)
        ? readForm(given, subscriber)
        : { error: 'the form did not arrive whole. Please send it again.' }
    if ('error' in read) {
      const view = await viewOf(deps, subscriber, read.preferences ?? subscriber)
      return c.html(
        preferencesPage(site, { ...view, said: { kind: 'refused', text: `Not saved: ${read.error}` } }),
        400,
      )
    }
    await changePreferences(deps.db, subscriber.id, read, nextDue(read, deps.clock()))
    deps.onChange?.()
    const view = await viewOf(deps, subscriber, read)
    return c.html(preferencesPage(site, { ...view, said: { kind: 'saved', text: savedSentence(read) } }))
  }
}

/** A body of another type, or of other fields, would be taken for a form in which nothing was changed. */
function isForm(given: Fields): boolean {
  return ['cadence', 'hour', 'weekday', 'monthday', 'zone', 'scope'].some((name) => name in given)
}

/** `preferences`: what else was chosen, to be shown again. */
type Refused = { error: string; preferences?: Preferences }

function readForm(
  given: Fields,
  { cadence, hour, weekday, monthday, zone, topics }: Preferences,
): Preferences | Refused {
  const field = (name: string) => [given[name]].flat().find((value) => typeof value === 'string')
  const read = parsePreferences(
    {
      cadence: field('cadence'),
      hour: field('hour'),
      weekday: field('weekday'),
      monthday: field('monthday'),
      zone: field('zone'),
    },
    { cadence, hour, weekday, monthday, zone, topics },
  )
  if ('error' in read || field('scope') === undefined) return read
  if (field('scope') === 'all') return { ...read, topics: null }
  const chosen = topicsIn(given)
  return chosen.length > 0
    ? { ...read, topics: chosen }
    : { error: 'choose at least one topic, or every post.', preferences: { ...read, topics: [] } }
}

function topicsIn(given: Fields): string[] {
  const words = [given.topic].flat().filter((value) => typeof value === 'string')
  const folded = words.map((word) => fold(word).slice(0, LONGEST_TOPIC)).filter((word) => word !== '')
  return [...new Set(folded)].slice(0, MOST_TOPICS)
}

function savedSentence(preferences: Preferences): string {
  const about = preferences.topics === null ? '' : `, with posts on ${preferences.topics.join(', ')}`
  return `Saved. The digest comes ${cadenceSentence(preferences)}${about}.`
}
