import type { App } from '../app.ts'
import type { StoryDelivery } from '../store/delivery-story.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { inDoubtFate, timeIn } from './deliveries-words.ts'
import type { WhyFacts } from './why-facts.ts'
import { fateOf } from './why-lines.ts'
import { nextSentence } from './why-next.ts'
import { sentence } from './words.ts'

/** Why they got, or did not get, the latest: the end of the story. */
export function answerOf(app: App, facts: WhyFacts): string {
  const latest = latestOf(app, facts)
  return facts.restored === null ? latest : `${latest} ${facts.restored}`
}

function latestOf(app: App, { person, story, next, restored }: WhyFacts): string {
  const time = timeIn(app)
  const { subscriber, suppressions, signUp } = person
  const [suppression] = suppressions
  const isStopped = restored !== null
  const latest = story.deliveries.find(({ kind }) => kind === 'digest')
  if (!subscriber) {
    if (suppression)
      return `They get no mail: the address is suppressed since ${time(suppression.createdAt)} (${suppression.reason}).`
    return signUp
      ? `They get no mail yet${isStopped ? '.' : ': the next run looks at their sign-up.'}`
      : 'They get no mail: they are no subscriber.'
  }
  if (subscriber.state === 'pending') return pendingAnswer(story.deliveries, time)
  if (subscriber.state !== 'active') return endedAnswer(app, subscriber, latest, isStopped)
  if (suppression)
    return `They get no mail: the address is suppressed since ${time(suppression.createdAt)} (${suppression.reason}).`
  const parts = [
    latest && latestAnswer(app, latest, isStopped),
    next && (next.announced > 0 || !latest) && nextSentence(app, subscriber, next, isStopped),
  ]
  return parts.filter((part) => typeof part === 'string').join(' ')
}

function pendingAnswer(deliveries: StoryDelivery[], time: (at: number) => string): string {
  const letter = deliveries.find(({ kind }) => kind === 'confirmation')
  if (!letter) return 'They get no digest: they have not confirmed, and were not asked by mail yet.'
  const asked =
    letter.state === 'accepted' ? `was accepted ${time(letter.changedAt)}` : `is ${letter.state.replace('_', ' ')}`
  return `They get no digest: they have not confirmed. The mail that asks them to ${asked}.`
}

function endedAnswer(
  app: App,
  { state, endedAt }: Subscriber,
  latest: StoryDelivery | undefined,
  isStopped: boolean,
): string {
  const since = endedAt === null ? '' : ` since ${timeIn(app)(endedAt)}`
  const word = state === 'unsubscribed' ? 'they left' : state === 'bounced' ? 'the address bounced' : 'they complained'
  const before = latest && latest.state !== 'cancelled' ? ` ${latestAnswer(app, latest, isStopped)}` : ''
  return `They get no mail${since}: ${word}.${before}`
}

function latestAnswer(app: App, delivery: StoryDelivery, isStopped: boolean): string {
  const time = timeIn(app)
  const { subject, state, changedAt, nextAt, heldAt, heldWhy, isLeftBehind } = delivery
  const reply = sentence(delivery.reply ?? 'no answer was kept')
  const stopped = isStopped ? `They have not got "${subject}" yet.` : null
  const waits =
    heldAt === null
      ? stopped
      : `They have not got "${subject}" yet: its edition is held: ${sentence(heldWhy ?? 'a person decides')}`
  switch (state) {
    case 'accepted':
      return acceptedAnswer(delivery, time)
    case 'ready':
      return waits ?? `They have not got "${subject}" yet: the next run sends it.`
    case 'claimed':
    case 'sending':
      if (!isLeftBehind) return `"${subject}" is being sent to them at this moment.`
      return state === 'claimed'
        ? (stopped ?? `They have not got "${subject}" yet: the next run sends it.`)
        : `Nobody knows whether they got "${subject}": the program was stopped while it was sent.${isStopped ? '' : ' The next run settles that.'}`
    case 'deferred':
      return (
        waits ??
        `They have not got "${subject}" yet: it is tried again ${nextAt === null ? 'soon' : time(nextAt)}: ${reply}`
      )
    case 'bounced':
      return `They did not get "${subject}": it bounced ${time(changedAt)}: ${reply}`
    case 'in_doubt':
      return `Nobody knows whether they got "${subject}": no answer was read ${time(changedAt)}.${isStopped ? '' : ` ${inDoubtFate(app, fateOf(delivery))}`}`
    case 'cancelled':
      return `They did not get "${subject}": it was cancelled ${time(changedAt)}: ${reply}`
    default:
      return state satisfies never
  }
}

/** The weightiest of what came back counts, and else the word of the server. */
function acceptedAnswer({ subject, changedAt, reply, reports }: StoryDelivery, time: (at: number) => string): string {
  const returned = reports.findLast(({ kind }) => kind === 'bounced')
  if (returned)
    return `They did not get "${subject}": it was accepted ${time(changedAt)} and came back ${time(returned.at)}: ${sentence(returned.detail)}`
  const complaint = reports.findLast(({ kind }) => kind === 'complained')
  if (complaint)
    return `They got "${subject}", accepted ${time(changedAt)}, and reported it as spam ${time(complaint.at)}.`
  const late = reports.findLast(({ kind }) => kind === 'delayed')
  if (late)
    return `"${subject}" was accepted ${time(changedAt)}, and a server behind it said ${time(late.at)} that it still tries: ${sentence(late.detail)}`
  return `Their mail server took "${subject}" ${time(changedAt)} and answered: ${sentence(reply ?? 'nothing that was kept')} If they cannot find it, it is in their spam folder, or whoever runs that server knows.`
}
