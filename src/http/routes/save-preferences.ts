import type { Context } from 'hono'
import { dueAfterChange } from '../../digests/due-after-change.ts'
import { cadenceSentence } from '../../digests/schedule.ts'
import { changePreferences } from '../../store/subscribers.ts'
import { dayIn } from '../dates.ts'
import { type Fields, fieldsOf } from '../form-fields.ts'
import { preferencesPage } from '../pages/preferences.ts'
import { voidLinkPage } from '../pages/unsubscribe.ts'
import { type Changed, isPreferencesForm, type RefusedChange, readChange } from '../preferences-form.ts'
import { aboutTopics, helpAddress, type PageDeps, subscriberOf } from '../subscription.ts'
import { viewOf } from './show-preferences.ts'
import { goodbye } from './unsubscribe.ts'

/** POST /preferences/:token: saves the form, and shows it again with what was saved, or with what is wrong with it. */
export function savePreferences(deps: PageDeps) {
  const { site, config, db } = deps
  return async (c: Context) => {
    const subscriber = await subscriberOf(deps, 'preferences', c.req.param('token') ?? '')
    if (!subscriber) return c.html(voidLinkPage(site, helpAddress(config)), 404)
    if (subscriber.endedAt !== null) return c.html(goodbye(deps, subscriber))
    const given: Fields | null = await fieldsOf(c)
    const [now, { schedule }] = [deps.clock(), config.digest]
    const read: Changed | RefusedChange =
      given && isPreferencesForm(given)
        ? readChange(given, subscriber, { now, schedule })
        : { error: 'the form did not arrive whole. Please send it again.', shown: {} }
    if ('error' in read) {
      const view = await viewOf(deps, { ...subscriber, ...read.shown })
      const said = { kind: 'refused' as const, text: `Not saved: ${read.error}` }
      return c.html(preferencesPage(site, { ...view, said }), 400)
    }
    await changePreferences(db, subscriber.id, read, dueAfterChange(subscriber, read, now, schedule), read.name)
    deps.onChange?.()
    const said = { kind: 'saved' as const, text: savedSentence(read, now, schedule) }
    return c.html(preferencesPage(site, { ...(await viewOf(deps, { ...subscriber, ...read })), said }))
  }
}

function savedSentence(saved: Changed, now: number, schedule: string | undefined): string {
  const { pausedUntil, zone, topics } = saved
  const pause = pausedUntil !== null && pausedUntil > now ? ` Nothing comes before ${dayIn(zone, pausedUntil)}.` : ''
  return `Saved. The digest comes ${cadenceSentence(saved, schedule)}${aboutTopics(topics)}.${pause}`
}
