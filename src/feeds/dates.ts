import { DateTime } from 'luxon'

/** How a feed writes instants: with the site's offset from UTC, so that the day in them is the day that was written. */
export type FeedDates = {
  /** RFC 822 as RSS has it, with a year of four digits: `Mon, 20 May 2024 00:00:00 +0200`. */
  rss: (ms: number) => string
  /** RFC 3339, to the second: `2024-05-20T00:00:00+02:00`. */
  iso: (ms: number) => string
}

export function feedDates(zone: string): FeedDates {
  const at = (ms: number) => DateTime.fromMillis(Math.floor(ms / 1000) * 1000, { zone, locale: 'en' })
  return {
    rss: (ms) => at(ms).toFormat('ccc, dd LLL yyyy HH:mm:ss ZZZ'),
    iso: (ms) => at(ms).toISO({ suppressMilliseconds: true }) ?? '',
  }
}
