import { DateTime } from 'luxon'
import type { App } from '../app.ts'
import { cadenceSentence } from '../digests/schedule.ts'
import { type Person, type PersonDelivery, readPerson } from '../store/person.ts'
import { parseAddress } from '../subscribers/address.ts'
import { suppressionKeys } from '../subscribers/forgotten.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import type { Console } from './console.ts'
import { UsageError } from './failure.ts'
import { plural } from './words.ts'

const SHOWN = 20

/** Prints all that is stored of one address: for the operator, and for who asks what is known of them. */
export async function showOne(app: App, text: string, flags: { json?: boolean }, terminal: Console): Promise<number> {
  const parsed = parseAddress(text)
  if ('error' in parsed) throw new UsageError(parsed.error)
  const { address, key } = parsed
  const person = await readPerson(app.store.db, key, suppressionKeys(app.keys, key))
  const { subscriber, suppressions, consents, signUp } = person
  if (!subscriber && !signUp && suppressions.length + consents.length === 0) {
    throw new UsageError(`${address}: nothing is stored of it.`)
  }
  terminal.print(
    flags.json
      ? JSON.stringify({ address, ...person }, isoTimes, 2)
      : personLines(address, person, app.config.site.timezone).join('\n'),
  )
  return 0
}

function isoTimes(name: string, value: unknown): unknown {
  return /(At|Until)$/.test(name) && typeof value === 'number' ? new Date(value).toISOString() : value
}

function personLines(address: string, person: Person, zone: string): string[] {
  const time = (at: number) => DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm')
  const { subscriber, suppressions, consents, signUp } = person
  const isForgotten = suppressions.some((suppression) => suppression.isForgotten)
  return [
    `${address}: ${subscriber?.state ?? (isForgotten ? 'forgotten; only a hash is kept' : 'no subscriber')} (times in ${zone})`,
    ...(subscriber ? subscriberLines(subscriber, time) : []),
    ...suppressions.map(({ reason, detail, createdAt }) => `Suppressed ${time(createdAt)}: ${reason} (${detail}).`),
    ...(signUp
      ? [`Signed up ${time(signUp.askedAt)} by ${signUp.source}, from ${signUp.client}; not looked at yet.`]
      : []),
    ...consents.flatMap((consent) => consentLines(consent, time)),
    ...deliveryLines(person.deliveries, time),
  ]
}

type Time = (at: number) => string

function subscriberLines(subscriber: Subscriber, time: Time): string[] {
  const { id, name, topics, source, createdAt, confirmedAt, endedAt, dueAt, pausedUntil, leaveReason, state } =
    subscriber
  return [
    `Subscriber ${id}${name === null ? '' : `, called ${name}`}; came ${time(createdAt)} by ${source}.`,
    `Gets the digest ${cadenceSentence(subscriber)}, ${topics ? `about ${topics.join(', ')}` : 'with every post'}.`,
    confirmedAt !== null && `Confirmed ${time(confirmedAt)}.`,
    pausedUntil !== null && `Paused until ${time(pausedUntil)}.`,
    state === 'active' && `Next digest due ${time(dueAt)}.`,
    endedAt !== null && `Ended ${time(endedAt)}${leaveReason === null ? '' : `, saying: ${leaveReason}`}.`,
  ].filter((line) => line !== false)
}

function consentLines(consent: Person['consents'][number], time: Time): string[] {
  const { kind, address, source, client, wording, askedAt, confirmedAt, confirmedFrom } = consent
  const wanted = kind === 'address' ? `mail at ${address}` : `the digest at ${address}`
  const answer =
    confirmedAt === null ? 'not confirmed' : `confirmed ${time(confirmedAt)} from ${confirmedFrom ?? 'unknown'}`
  return [
    `Asked ${time(askedAt)} for ${wanted} by ${source}, from ${client}; ${answer}.`,
    ...(wording === '' ? [] : [`  "${wording}"`]),
  ]
}

/** The latest twenty; --json has them all. */
function deliveryLines(deliveries: PersonDelivery[], time: Time): string[] {
  const more = deliveries.length - SHOWN
  const count = deliveries.length === 0 ? 'No messages.' : `${plural(deliveries.length, 'message')}:`
  return [
    count,
    ...(more > 0 ? [`  ${more} earlier; --json has them all`] : []),
    ...deliveries.slice(-SHOWN).map(({ plannedAt, state, subject, attempts, changedAt, nextAt, reply }) => {
      const tried = attempts === 0 ? '' : `, tried ${plural(attempts, 'time')}`
      const next = state === 'deferred' && nextAt !== null ? `, again ${time(nextAt)}` : ''
      const said = reply === null ? '' : `: ${reply}`
      return `  planned ${time(plannedAt)}, ${state.replace('_', ' ')} ${time(changedAt)}${tried}${next}, "${subject}"${said}`
    }),
  ]
}
