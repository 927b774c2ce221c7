import { sql } from 'kysely'
import type { Db } from './db.ts'
import { tableOf } from './rows.ts'

/** A delivery as its owner claimed it. */
export type ClaimKey = { id: number; epoch: number }

/** Claims as a table `v`, to go with `isOurs`. */
export function claimTable(db: Db, claims: readonly ClaimKey[]) {
  const keys = claims.map(({ id, epoch }) => ({ id, epoch }))
  return tableOf<ClaimKey>(db, { id: 'integer', epoch: 'integer' }, keys)
}

/**
 * The row of the ledger that a row of `v` names, as long as it is the owner's. SQLite would look through all rows of the
 * owner for each row of `v`, where it may use the index of owners.
 */
export function isOurs(owner: string) {
  return sql<boolean>`deliveries.id = v.id and deliveries.epoch = v.epoch and coalesce(deliveries.owner, '') = ${owner}`
}

/**
 * The last word on whether somebody gets mail: active, and no address that gets none. What asks for a confirmation goes
 * to who is not active yet, or to an address that is not theirs yet, while it can still be confirmed.
 */
export function mayReceive(now: number) {
  return sql<boolean>`exists (
    select 1 from subscribers where subscribers.id = deliveries.subscriber_id and case
      when deliveries.lane = 0 or ${kind} in ('digest', 'welcome') then subscribers.state = 'active' and not ${isSuppressed}
      when ${kind} = 'confirmation' then subscribers.state in ('pending', 'unsubscribed') and ${isOpen('subscribe', now)} and not ${isRefused}
      else subscribers.state = 'active' and ${isOpen('address', now)}
    end
  )`
}

const kind = sql`(select kind from editions where editions.id = deliveries.edition_id)`

const isSuppressed = sql`exists (select 1 from suppressions where suppressions.address_key = subscribers.address_key)`

/** Who left can come back; an address that bounced or complained cannot. */
const isRefused = sql`exists (
  select 1 from suppressions where suppressions.address_key = subscribers.address_key and reason <> 'unsubscribed'
)`

/** Whether the subscriber's last request of its kind waits for an answer, and asks for an address that may get mail. */
const isOpen = (kind: 'subscribe' | 'address', now: number) => sql`exists (
  select 1 from consents where consents.id = ${lastConsent(kind)} and consents.confirmed_at is null
    and consents.expires_at > ${now} and consents.asked_at >= coalesce(subscribers.ended_at, 0)
    and (consents.kind = 'subscribe' or not exists (
      select 1 from suppressions where suppressions.address_key = consents.address_key
    ))
)`

const lastConsent = (kind: 'subscribe' | 'address') =>
  sql`(select max(last.id) from consents last where last.subscriber_id = deliveries.subscriber_id and last.kind = ${sql.lit(kind)})`

/** A claim that still has its hold was in doubt: whatever becomes of it counts as the one time that it is sent again. */
export function resends() {
  return sql<number>`(case when deliveries.state = 'claimed' and deliveries.hold_until is not null then 1 else deliveries.resends end)`
}

/** What a claim becomes that nobody holds any more: what it was, out of reach for its former owner. */
export function released() {
  return {
    state: sql<
      'in_doubt' | 'deferred' | 'ready'
    >`case when hold_until is not null then 'in_doubt' when next_at is not null then 'deferred' else 'ready' end`,
    epoch: sql<number>`deliveries.epoch + 1`,
    owner: null,
    lease_until: null,
  }
}

/** Whether nobody has to look at its edition first. What people wait for is never held. */
export function isUnheld() {
  return sql<boolean>`(deliveries.lane <> 0 or deliveries.edition_id not in (select id from editions where held_at is not null))`
}

/** Deliveries that a cancellation can still reach: nothing of them is on the wire. */
export function isWaiting() {
  return sql<boolean>`(deliveries.state in ('ready', 'claimed', 'deferred') or (deliveries.state = 'in_doubt' and deliveries.hold_until is not null))`
}

/** What a cancelled delivery becomes. One that was ever in doubt may have arrived: it stays in doubt, and is not sent again. */
export function cancelled(why: string, now: number) {
  const doubtful = sql`(resends > 0 or hold_until is not null)`
  return {
    state: sql<'in_doubt' | 'cancelled'>`case when ${doubtful} then 'in_doubt' else 'cancelled' end`,
    reply: sql<string | null>`case when ${doubtful} then reply else cast(${why} as text) end`,
    epoch: sql<number>`deliveries.epoch + 1`,
    owner: null,
    lease_until: null,
    next_at: null,
    hold_until: null,
    parked: 0,
    changed_at: sql<number>`case when ${doubtful} then changed_at else ${now} end`,
  }
}
