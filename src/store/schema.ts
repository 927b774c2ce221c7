import type { Generated } from 'kysely'
import type { DeliveryState } from '../deliveries/delivery.ts'
import type { ReportKind } from '../deliveries/report.ts'
import type { EditionKind } from '../digests/edition.ts'
import type { FileState } from '../posts/known.ts'
import type { Cadence, SubscriberState } from '../subscribers/subscriber.ts'

/** Why an address gets no mail; the weightier reason stays. */
export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complained'

/** Times are integer milliseconds (`mtime_ms` may have a fraction), lists JSON as text: the same in SQLite and PostgreSQL. */
export type Schema = {
  settings: { key: string; value: string }
  /** Feeds and pages below public/, with what they were made from and how they looked when they were written. */
  documents: { name: string; key: string; size: number; mtime_ms: number; media: string }
  locks: { name: string; owner: string; epoch: number; until: number }
  files: {
    path: string
    size: number
    mtime_ms: number
    state: FileState
    post_id: string | null
    fingerprint: string | null
    title: string | null
    slug: string | null
    location: string | null
    publish_at: number | null
    line: number | null
    reason: string | null
  }
  /** Content-addressed: what each fingerprint stands for, as JSON of a PostContent. */
  contents: { fingerprint: string; content: string }
  posts: {
    id: string
    seq: number
    path: string
    slug: string
    location: string
    title: string
    permalink: string | null
    published_at: number
    updated_at: number | null
    announced_at: number
    withdrawn_at: number | null
    fingerprint: string
    body_hash: string
    tags: string
    aliases: string
  }
  subscribers: {
    id: Generated<number>
    address: string
    /** Normalised address: unique. */
    address_key: string
    name: string | null
    state: SubscriberState
    cadence: Cadence
    hour: number
    weekday: number
    monthday: number
    zone: string
    topics: string | null
    cursor: number
    due_at: number
    token_epoch: number
    created_at: number
    confirmed_at: number | null
    ended_at: number | null
    source: string
    paused_until: number | null
    leave_reason: string | null
  }
  /** What forms brought and nobody has looked at yet; one row an address. */
  sign_ups: {
    address_key: string
    address: string
    name: string | null
    /** JSON of Preferences. */
    preferences: string
    source: string
    client: string
    wording: string
    asked_at: number
  }
  /** Who asked for what, by which words, and confirmed it when; `client` says from where. */
  consents: {
    id: Generated<number>
    subscriber_id: number
    kind: 'subscribe' | 'address'
    address: string
    address_key: string
    source: string
    client: string
    wording: string
    /** JSON of the Preferences that were chosen with it. */
    preferences: string | null
    nonce: string
    asked_at: number
    expires_at: number
    planned_at: number | null
    confirmed_at: number | null
    confirmed_from: string | null
    welcomed_at: number | null
  }
  /** Addresses that get no mail whatever happens; outlives the subscriber. */
  suppressions: { address_key: string; reason: SuppressionReason; detail: string; created_at: number }
  editions: {
    id: Generated<number>
    key: string
    subject: string
    preheader: string
    html: string
    text: string
    posts: string
    state: 'open' | 'stopped'
    kind: Generated<EditionKind>
    created_at: number
    /** Since when it waits for a person, and why; null when it does not. */
    held_at: number | null
    held_why: string | null
    approved_at: number | null
    message_domain: string | null
  }
  deliveries: {
    id: Generated<number>
    edition_id: number
    subscriber_id: number
    state: DeliveryState
    attempts: number
    owner: string | null
    epoch: number
    lease_until: number | null
    next_at: number | null
    hold_until: number | null
    reply: string | null
    planned_at: number
    changed_at: number
    /** How often a message in doubt was sent again. */
    resends: number
    /** 1 for what goes out at once, beside the digests. */
    lane: Generated<number>
    /** 1 while its edition is held. */
    parked: Generated<number>
  }
  /** What servers answered, except to a delivery that was accepted at once. */
  attempts: {
    delivery_id: number
    epoch: number
    attempt: number
    state: DeliveryState
    reply: string | null
    at: number
  }
  /** What came back about mail that a server had taken; once for each source and its key. */
  reports: {
    id: Generated<number>
    source: string
    source_key: string
    kind: ReportKind
    is_hard: number
    subscriber_id: number
    delivery_id: number | null
    edition_id: number | null
    /** The code of RFC 3463. */
    status: string | null
    detail: string
    at: number
    /** 1 when a run has told of it. */
    is_told: Generated<number>
  }
  /** Messages sent in a `period`, a day such as 2024-05-20 or a month such as 2024-05; `name` is `digests` or `domain:` and a domain. */
  spending: { name: string; period: string; messages: number }
  /** When the next message may go out, in microseconds; `name` as in `spending`. */
  paces: { name: string; free_at: number }
}
