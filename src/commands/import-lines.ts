import type { App } from '../app.ts'
import type { Header } from '../subscribers/csv-header.ts'
import type { SubscriberState } from '../subscribers/subscriber.ts'
import { plural } from './words.ts'

/** `left`: get mail here, and the list says that they left. `addresses`: suppressed, and no subscriber's. */
export type Counts = {
  fresh: number
  states: Record<SubscriberState, number>
  known: number
  suppressed: number
  left: number
  addresses: number
  unusable: number
  /** The largest announcement number that somebody had got to. */
  furthest: number
  hasWritten: boolean
}

export function newCounts(): Counts {
  return {
    ...{ fresh: 0, known: 0, suppressed: 0, left: 0, addresses: 0, unusable: 0, furthest: 0, hasWritten: false },
    states: { active: 0, pending: 0, unsubscribed: 0, bounced: 0, complained: 0 },
  }
}

/** Which system wrote a list, and what of it is not used. */
export function headerLines(file: string, { system, state, ignored, doubtful }: Header): string[] {
  const everybody = state && `all are taken as ${state}`
  const from = [system && `from ${system.name}`, everybody].filter(Boolean).join(', ')
  return [
    ...(from ? [`${file}: ${from}.`] : []),
    ...(ignored.length > 0 ? [`${file}: not used: ${ignored.join(', ')}.`] : []),
    ...(doubtful.length > 0
      ? [
          `${file}: ${doubtful.join(', ')}: may say who wants no mail, and is not understood. Look at it, and put those people into a file of their own for --state unsubscribed.`,
        ]
      : []),
    ...(system?.note ? [system.note] : []),
  ]
}

type End = { write: boolean; last: number; isStopped: boolean; shown: number }

/** What an import came to. */
export function endLines(app: App, counts: Counts, { write, last, isStopped, shown }: End): string[] {
  const { fresh, known, suppressed, left, addresses, unusable, furthest } = counts
  const who = `${plural(fresh, 'subscriber')}${app.mode === 'rehearsal' ? ' (rehearsal)' : ''}`
  const rest = `${known} known already, ${suppressed} suppressed, ${plural(unusable, 'line')} unusable`
  const more = [
    ...(unusable > shown ? [`and ${plural(unusable - shown, 'more line')} that cannot be used.`] : []),
    ...(fresh > counts.states.active ? [`Of the new ones: ${statesOf(counts)}.`] : []),
    ...(left > 0 ? [`${left} left according to the list, and ${write ? 'get' : 'would get'} no more mail here.`] : []),
    ...(addresses > 0
      ? [`${addresses} ${write ? 'more' : 'more would be'} suppressed without being subscribers.`]
      : []),
    ...(last === 0 && furthest > 0 ? [NOTHING_ANNOUNCED] : []),
  ]
  if (isStopped) {
    const so = write ? `Stopped after ${who} had been added` : 'Stopped'
    return [...more, `${so}. Run it again to go on: who is known is passed over.`]
  }
  if (write) return [...more, `Added ${who}; ${rest}.`]
  const next = fresh + left + addresses > 0 ? ' Nothing is written yet: run it again with --yes.' : ''
  return [...more, `Would add ${who}; ${rest}.${next}`]
}

const NOTHING_ANNOUNCED =
  'No post is announced here yet, so that it is kept as it is up to which post each of them has got. That is right when posts/ is the same as where they come from; otherwise run publish --feeds-only first.'

function statesOf({ states }: Counts): string {
  const all = Object.entries(states).filter(([, count]) => count > 0)
  return all.map(([state, count]) => `${count} ${state}`).join(', ')
}
