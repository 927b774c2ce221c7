import { type MailReport, reportDetail } from '../../deliveries/report.ts'
import type { Db } from '../../store/db.ts'
import { leave } from '../../store/leave.ts'
import { type Recorded, recordReports } from '../../store/reports.ts'
import { findSubscriberByKey } from '../../store/subscribers.ts'
import { parseMailbox } from '../../subscribers/address.ts'
import { readMessageId } from './message-id.ts'
import type { MailEvent } from './webhook.ts'

/** How many events ended what. `alarms`: bounces for what the sender is or sent, which a person has to look at. */
export type Tally = Record<Recorded['done'] | 'alarms', number>

/** SendGrid posts thousands at once, and deliveries are not to wait for all of them. */
const AT_ONCE = 100

/**
 * Writes down what an authenticated provider says and does what follows from it; again changes nothing. A Message-ID of
 * ours names the delivery, but only while it is to the very address that the provider names.
 */
export async function recordEvents(db: Db, source: string, events: MailEvent[], now: number): Promise<Tally> {
  const tally: Tally = { ended: 0, noted: 0, known: 0, unknown: 0, alarms: 0 }
  const known = events.flatMap((event) => {
    const read = parseMailbox(event.address)
    if ('error' in read) tally.unknown++
    return 'error' in read ? [] : [{ event, addressKey: read.key }]
  })
  const reports = known.flatMap(({ event, addressKey }) => reportOf(source, event, addressKey, now))
  for (let from = 0; from < reports.length; from += AT_ONCE) {
    for (const { done, weight } of await recordReports(db, reports.slice(from, from + AT_ONCE), now)) {
      tally[done]++
      if (done === 'noted' && weight === 'alarm') tally.alarms++
    }
  }
  for (const { event, addressKey } of known) {
    if (event.kind === 'left') tally[await letGo(db, source, { at: timeOf(event, now), addressKey, now })]++
  }
  return tally
}

function reportOf(source: string, event: MailEvent, addressKey: string, now: number): MailReport[] {
  const { kind, weight, status, detail, messageId, key: sourceKey } = event
  if (kind === 'left') return []
  const named = messageId === null ? null : readMessageId(messageId)
  return [
    {
      ...{ kind, status, detail: reportDetail(detail), source, sourceKey, at: timeOf(event, now) },
      ...(weight !== null && { weight }),
      about: { ...named, addressKey },
    },
  ]
}

type Departure = { addressKey: string; at: number; now: number }

/** Who has confirmed since then has come back: a request that is sent again must not end them. */
async function letGo(db: Db, source: string, { addressKey, at, now }: Departure): Promise<Recorded['done']> {
  const subscriber = await findSubscriberByKey(db, addressKey)
  if (!subscriber) return 'unknown'
  if (subscriber.confirmedAt !== null && at <= subscriber.confirmedAt) return 'known'
  const { kind } = await leave(db, { subscriberId: subscriber.id, reason: `told by ${source}`, now })
  return kind === 'unsubscribed' ? 'ended' : 'known'
}

/** A provider's clock that is ahead of ours would put what happens next before it. */
function timeOf({ at }: MailEvent, now: number): number {
  return at > 0 && at < now ? Math.round(at) : now
}
