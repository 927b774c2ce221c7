import type { App } from '../app.ts'
import { cadenceSentence } from '../digests/schedule.ts'
import type { StoryAttempt, StoryDelivery, StoryReport } from '../store/delivery-story.ts'
import { GIVEN_UP } from '../store/settle-deliveries.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { inDoubtFate, timeIn } from './deliveries-words.ts'
import type { WhyFacts } from './why-facts.ts'
import { plural, sentence } from './words.ts'

type Time = (at: number) => string

const TITLES_SHOWN = 10

const STOPPED = '  Waits for a person to say how to go on after a backup was put back.'

/** The story of one person, a line for each fact. */
export function whyLines(app: App, { address, person, story, next, restored }: WhyFacts): string[] {
  const time = timeIn(app)
  const { subscriber, suppressions, consents, signUp } = person
  const isForgotten = suppressions.some((suppression) => suppression.isForgotten)
  const state = subscriber?.state ?? (isForgotten ? 'forgotten; only a hash is kept' : 'no subscriber')
  const more = story.total - story.deliveries.length
  return [
    `${address}: ${state} (times in ${app.config.site.timezone})`,
    ...(subscriber ? subscriberLines(app, subscriber, time) : []),
    ...suppressions.map(
      ({ reason, detail, createdAt }) => `Suppressed since ${time(createdAt)}: ${reason} (${detail}).`,
    ),
    ...(signUp ? [`Signed up ${time(signUp.askedAt)} by ${signUp.source}; not looked at yet.`] : []),
    ...consents.map(({ kind, source, askedAt, confirmedAt }) => {
      const wanted = kind === 'address' ? 'mail at another address' : 'the digest'
      const answer = confirmedAt === null ? 'not confirmed' : `confirmed ${time(confirmedAt)}`
      return `Asked for ${wanted} ${time(askedAt)} by ${source}; ${answer}.`
    }),
    ...(next && next.posts.length > 0 ? [`Waiting for them: ${titlesOf(next.posts)}.`] : []),
    ...story.reports.map((report) => reportLine(report, time)),
    ...(subscriber && story.total === 0 ? ['No message was planned for them yet.'] : []),
    ...story.deliveries.flatMap((delivery) => deliveryLines(app, delivery, restored !== null)),
    ...(more > 0 ? [`${plural(more, 'earlier message')}; --json has them all.`] : []),
  ]
}

function titlesOf(posts: string[]): string {
  const more = posts.length - TITLES_SHOWN
  const titles = posts.slice(0, TITLES_SHOWN).map((title) => `"${title}"`)
  return [...titles, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}

function subscriberLines(app: App, subscriber: Subscriber, time: Time): string[] {
  const { topics, source, createdAt, endedAt, leaveReason, dueAt, pausedUntil, state } = subscriber
  const about = topics ? `about ${topics.join(', ')}` : 'with every post'
  return [
    `Came ${time(createdAt)} by ${source}.`,
    `Wants the digest ${cadenceSentence(subscriber, app.config.digest.schedule)}, ${about}.`,
    state === 'active' && `Next digest due ${time(dueAt)}, if there is a new post for them.`,
    pausedUntil !== null && `Paused until ${time(pausedUntil)}.`,
    endedAt !== null && `Ended ${time(endedAt)}${leaveReason === null ? '' : `, saying: ${leaveReason}`}.`,
  ].filter((line) => line !== false)
}

function deliveryLines(app: App, delivery: StoryDelivery, isStopped: boolean): string[] {
  const time = timeIn(app)
  const { id, editionId, subject, kind, plannedAt, reports } = delivery
  const letter = kind === 'digest' ? '' : `, ${kind}`
  return [
    `"${subject}" (edition ${editionId}, message ${id}${letter}), planned ${time(plannedAt)}:`,
    ...toldAttempts(delivery).map((attempt) => `  ${time(attempt.at)} ${attemptWords(attempt)}`),
    ...(isStopped && isOpen(delivery) ? [STOPPED] : comingLine(app, delivery, time)),
    ...reports.map((report) => `  ${reportLine(report, time)}`),
  ]
}

/** Every attempt by time; the last state among them where it was kept in the delivery alone. */
function toldAttempts({ attempts, state, reply, changedAt }: StoryDelivery): StoryAttempt[] {
  const isTold = attempts.some((attempt) => attempt.state === state && attempt.at === changedAt)
  if (isTold || state === 'ready' || state === 'claimed' || state === 'sending') return attempts
  return [...attempts, { attempt: 1, state, reply, at: changedAt }].sort((a, b) => a.at - b.at)
}

/** A person's word has no number among the attempts. */
function attemptWords({ attempt, state, reply }: StoryAttempt): string {
  if (attempt === 0) return sentence(reply ?? state)
  return `${state.replace('_', ' ')}: ${sentence(reply ?? 'no answer was read')}`
}

/** What becomes of it; nothing for what is settled. */
function comingLine(app: App, delivery: StoryDelivery, time: Time): string[] {
  const { state, nextAt, heldAt, heldWhy, isLeftBehind } = delivery
  switch (state) {
    case 'ready':
      return [heldAt === null ? '  Waits to be sent.' : heldWords(heldAt, heldWhy, time)]
    case 'claimed':
    case 'sending':
      if (!isLeftBehind) return ['  Is being sent at this moment.']
      return [state === 'claimed' ? '  Waits to be sent.' : '  Was being sent when the program was stopped.']
    case 'deferred':
      if (heldAt !== null) return [heldWords(heldAt, heldWhy, time)]
      return [`  Is tried again ${nextAt === null ? 'soon' : time(nextAt)}.`]
    case 'in_doubt':
      return [`  ${inDoubtFate(app, fateOf(delivery))}`]
    case 'accepted':
    case 'bounced':
    case 'cancelled':
      return []
    default:
      return state satisfies never
  }
}

/** Whether a run would do something about it by itself. */
function isOpen({ state, holdUntil }: StoryDelivery): boolean {
  return state === 'in_doubt' ? holdUntil !== null : !/^(accepted|bounced|cancelled)$/.test(state)
}

function heldWords(heldAt: number, why: string | null, time: Time): string {
  return `  Waits because its edition is held since ${time(heldAt)}: ${sentence(why ?? 'a person decides')}`
}

/** What the words about a message in doubt need to know. */
export function fateOf({ holdUntil, resends, heldAt, attempts, mayReceive }: StoryDelivery) {
  return { holdUntil, resends, isHeld: heldAt !== null, isGivenUp: attempts.at(-1)?.reply === GIVEN_UP, mayReceive }
}

function reportLine({ kind, status, detail, source, at }: StoryReport, time: Time): string {
  return `${time(at)} reported as ${kind}${status === null ? '' : ` (${status})`} by ${source}: ${sentence(detail)}`
}
