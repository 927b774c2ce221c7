import { withoutAddresses } from './without-addresses.ts'

/** `delayed` is a server that still tries. */
export type ReportKind = 'bounced' | 'delayed' | 'complained'

/**
 * What a bounce says: `hard`, the mailbox is gone or never was; `soft`, it cannot be reached for now; `alarm`, the receiver
 * refuses the sender or what was sent, which is no fault of the mailbox.
 */
export type BounceWeight = 'hard' | 'soft' | 'alarm'

/**
 * Whom a report is about, as it is known. A delivery: with `plannedAt` it must have been planned in the same second, since
 * the number of a delivery that was forgotten may be given again; with `addressKey` it must be to that address, or else
 * the address alone counts. A subscriber whose token was found: `tokenEpoch` must be theirs, and the delivery counts when
 * it is theirs too. Or an address that an authenticated provider names.
 */
export type ReportAbout =
  | { deliveryId: number; plannedAt?: number; addressKey?: string }
  | { subscriberId: number; tokenEpoch?: number; deliveryId?: number }
  | { addressKey: string }

/** What came back about one message that a server had taken, from a mailbox or a provider. */
export type MailReport = {
  kind: ReportKind
  /** What a provider knows of a bounce; otherwise it is read from status and detail. */
  weight?: BounceWeight
  /** Code of RFC 3463, such as 5.1.1; null when the report has none. */
  status: string | null
  /** What the report says, one line without addresses: `reportDetail` makes it. */
  detail: string
  about: ReportAbout
  /** `inbound`, `ses`, `postmark`, `sendgrid`, `mailgun`; with `sourceKey` the same report is known again. */
  source: string
  sourceKey: string
  /** When it was written, in milliseconds. */
  at: number
}

const LONGEST = 300

/** What a server said as a report keeps it: one line, without addresses and control characters, of at most 300 characters. */
export function reportDetail(text: string): string {
  const line = text
    .slice(0, 10 * LONGEST)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return withoutAddresses(line).slice(0, LONGEST).toWellFormed()
}
