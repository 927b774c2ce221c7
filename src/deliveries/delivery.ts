import type { EditionKind } from '../digests/edition.ts'
import type { Cadence } from '../subscribers/subscriber.ts'

/** States of a delivery; `docs/architecture.md` has the picture. */
export type DeliveryState =
  | 'ready'
  | 'claimed'
  | 'sending'
  | 'accepted'
  | 'deferred'
  | 'bounced'
  | 'in_doubt'
  | 'cancelled'

/** `urgent` goes out at once, beside the digests. */
export type Lane = 'digests' | 'urgent'

/** A delivery that this process claimed, with what its message needs. */
export type ClaimedDelivery = {
  id: number
  editionId: number
  kind: EditionKind
  /** What the link to confirm by speaks for; null for mail that asks for nothing. */
  consent: { id: number; nonce: string } | null
  subscriberId: number
  address: string
  name: string | null
  cadence: Cadence
  hour: number
  weekday: number
  monthday: number
  zone: string
  tokenEpoch: number
  /** 1 for the first try. */
  attempt: number
  /** Milliseconds; when the first of the tries was. Null before it, and where nothing is known of it. */
  triedAt: number | null
  /** Fences the writes of a stale owner. */
  epoch: number
  /** Milliseconds; the message's Date, the same over all attempts. */
  plannedAt: number
}

/** What became of one attempt to hand a message to SMTP. `reply` is the server's own line, without addresses added by us. */
export type Outcome =
  | { kind: 'accepted'; reply: string }
  /**
   * The server wants it later (4xx), or the connection closed before the final dot went out. What speaks of the sender's haste
   * uses up no attempt.
   */
  | { kind: 'deferred'; reply: string; countsAttempt?: false }
  /** Refused for good (5xx). `suppress`: the address itself is at fault (5.1.x). */
  | { kind: 'bounced'; reply: string; suppress: boolean }
  /** The dot may have been sent and no reply was read. */
  | { kind: 'in_doubt'; reply: string }
  /** No recipient was tried: connect, TLS or AUTH failed, or the intent was refused. Uses up no attempt. */
  | { kind: 'untried'; reply: string }

/** Numbers of deliveries by what became of them. */
export type DeliverySums = { accepted: number; deferred: number; bounced: number; inDoubt: number; queued: number }
