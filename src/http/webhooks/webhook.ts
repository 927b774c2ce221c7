import type { BounceWeight, ReportKind } from '../../deliveries/report.ts'

/** One request of a mail provider. The bytes of `body` are what was signed; `now` is in milliseconds. */
export type Received = { body: Buffer; header: (name: string) => string | undefined; now: number }

/** What a provider says about one recipient of one message. */
export type MailEvent = {
  /** `left`: they told the provider that they want no more of it. */
  kind: ReportKind | 'left'
  /** What the provider knows of a bounce beside what the receiving server said; null for nothing. */
  weight: BounceWeight | null
  /** Code of RFC 3463; null when there is none. */
  status: string | null
  detail: string
  address: string
  /** As the message had it, with or without angle brackets; null when the provider does not say. */
  messageId: string | null
  /** With the provider's name the same event is known again. */
  key: string
  /** Milliseconds since the epoch; NaN when the provider does not say. */
  at: number
}

/** The part of an event that says what happened. */
export type Meaning = Pick<MailEvent, 'kind' | 'weight' | 'status' | 'detail'>

/**
 * Checks who sent a request, and reads what it says; other kinds of events are left out.
 * @throws Refused when it is not the provider's, or cannot be read
 */
export type Webhook = (received: Received) => MailEvent[] | Promise<MailEvent[]>

/** 400: cannot be read. 401 and 403: is not the provider's. 503: cannot be checked now, and may come again. */
export type RefusedStatus = 400 | 401 | 403 | 503

/** Thrown by a webhook before anything was written; the message is one line for whoever set it up, without secrets. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: RefusedStatus

  constructor(status: RefusedStatus, message: string) {
    super(message)
    this.status = status
  }
}
