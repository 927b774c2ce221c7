import { type RawBuilder, sql } from 'kysely'
import { REQUEST_LIFE_MS } from '../subscribers/request-life.ts'
import type { Db } from './db.ts'

const GOOGLE = ['gmail.com', 'googlemail.com']

/**
 * Whether a column of normalised addresses names the mailbox that an address reaches: what follows a plus sign is a tag
 * (RFC 5233), and Google's mailboxes have two domains and no dots.
 */
export function isSameMailbox(column: RawBuilder<string>, addressKey: string): RawBuilder<boolean> {
  const [local = '', domain = ''] = addressKey.split('@')
  const box = /^([^+]+)\+/.exec(local)?.[1] ?? local
  if (!GOOGLE.includes(domain)) return names(column, box, domain)
  const [bare, plain] = [box.replaceAll('.', ''), sql<string>`replace(${column}, '.', '')`]
  const either = GOOGLE.map((each) => names(plain, bare, each.replaceAll('.', '')))
  return sql<boolean>`(${sql.join(either, sql` or `)})`
}

/** No local part that is taken has the character that keeps LIKE from reading "_" as any letter. */
function names(column: RawBuilder<string>, box: string, domain: string): RawBuilder<boolean> {
  const tagged = `${box}+%@${domain}`.replaceAll('_', '!_')
  return sql<boolean>`(${column} = ${`${box}@${domain}`} or ${column} like ${tagged} escape '!')`
}

export type Asking = {
  addressKey: string
  now: number
  /** Whose requests don't count, of whatever kind; or the one request that doesn't. */
  except: { subscriberId: number } | { consentId: number }
  /** Also who was subscribed lately without being asked. */
  unasked?: boolean
}

/**
 * True when a mailbox was asked lately, under whichever spelling, by whomever and for whatever, and has not answered; or is
 * about to be asked. One question at a time is all that anybody can have sent to a stranger.
 */
export async function isMailboxAsked(db: Db, asking: Asking): Promise<boolean> {
  const { addressKey, now, except, unasked = false } = asking
  const same = isSameMailbox(sql<string>`c.address_key`, addressKey)
  const other =
    'subscriberId' in except
      ? sql`c.subscriber_id <> ${except.subscriberId}`
      : // What was asked for later waits for what was asked for before, and not the other way round.
        sql`c.id <> ${except.consentId} and (c.planned_at is not null or c.id < ${except.consentId})`
  const waits = unasked
    ? sql`(c.confirmed_at is null or c.asked_at > ${now - REQUEST_LIFE_MS})`
    : sql`c.confirmed_at is null`
  const { rows } = await sql`select 1 as found where exists (
      select 1 from consents c where c.planned_at is null and ${waits} and ${other} and ${same}
    ) or exists (
      select 1 from consents c where c.planned_at > ${now - REQUEST_LIFE_MS} and c.confirmed_at is null and ${other} and ${same}
        and exists (
          select 1 from deliveries d join editions e on e.id = d.edition_id where d.subscriber_id = c.subscriber_id
            and d.planned_at = c.planned_at and d.state <> 'cancelled' and e.kind in ('confirmation', 'address')
        )
    )`.execute(db)
  return rows.length > 0
}
