import { DateTime, FixedOffsetZone } from 'luxon'

/** How a feed writes instants: with the site's offset from UTC, so that the day in them is the day that was written. */
export type FeedDates = {
  /** RFC 822 as RSS has it, with a year of four digits: `Mon, 20 May 2024 00:00:00 +0200`. */
  rss: (ms: number) => string
  /** RFC 3339, to the second: `2024-05-20T00:00:00+02:00`. */
  iso: (ms: number) => string
}

export function feedDates(zone: string): FeedDates {
  return {
    rss: (ms) => dateTime(ms, zone, RSS_OFFSETS).toFormat('ccc, dd LLL yyyy HH:mm:ss ZZZ'),
    iso: (ms) => dateTime(ms, zone, 1).toISO({ suppressMilliseconds: true }) ?? '',
  }
}

/** Readers and validators take an offset in RSS for wrong that is no multiple of half an hour, as that of Nepal. */
const RSS_OFFSETS = 30

/**
 * The instant with the offset of the zone, or with the next one to the east that is a multiple of `step` minutes. To the
 * east, because midnight stays in its day there. Before zones had hours, offsets had seconds, which no feed can hold.
 */
function dateTime(ms: number, zone: string, step: number): DateTime {
  const local = DateTime.fromMillis(Math.floor(ms / 1000) * 1000, { zone, locale: 'en' })
  const offset = Math.ceil(local.offset / step) * step
  return offset === local.offset ? local : local.setZone(FixedOffsetZone.instance(offset))
}
