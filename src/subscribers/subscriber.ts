/** How often a subscriber gets a digest; `site` is by the site's own schedule, `digest.schedule`. */
export type Cadence = 'instant' | 'daily' | 'weekly' | 'monthly' | 'site'

export type SubscriberState = 'pending' | 'active' | 'unsubscribed' | 'bounced' | 'complained'

/** When digests come, in the subscriber's own zone. */
export type Preferences = {
  cadence: Cadence
  /** 0 to 23, local time. */
  hour: number
  /** 1 (Monday) to 7 (Sunday); for weekly. */
  weekday: number
  /** 1 to 31; a month that is shorter uses its last day; for monthly. */
  monthday: number
  /** IANA name. */
  zone: string
  /** Tags in lower case; null means every post. */
  topics: string[] | null
}

export type Subscriber = Preferences & {
  id: number
  address: string
  name: string | null
  state: SubscriberState
  /** Last announcement number that was put in an edition for them. */
  cursor: number
  /** When the next digest is due, in milliseconds. */
  dueAt: number
  /** Part of every signed link; counting it up makes older links void. */
  tokenEpoch: number
  createdAt: number
  confirmedAt: number | null
  endedAt: number | null
  /** How they came: `command line`, `import list.csv`, `sign-up form`, `sample`. */
  source: string
  /** Until then no digest comes, in milliseconds; what appears meanwhile comes afterwards. Null when nothing is paused. */
  pausedUntil: number | null
  /** Why they left, in their own words, if they said so. */
  leaveReason: string | null
}
