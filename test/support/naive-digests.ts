import { DateTime } from 'luxon'
import type { Preferences } from '../../src/subscribers/subscriber.ts'

/** The schedule of the site in this model: Tuesdays and Fridays at half past seven. */
export const SCHEDULE = '30 7 * * 2,5'

type Post = { id: string; tags: string[] }

/** What somebody gets, told day by day from what they chose, with nothing of how the program does it. */
export class NaiveReader {
  /** When a digest came, and the posts in it. */
  readonly digests: { at: number; posts: string[] }[] = []
  #waiting: Post[] = []
  #preferences: Preferences
  #pausedUntil = 0
  /** Slots up to here are over. */
  #seen: number
  #hasLeft = false

  constructor(preferences: Preferences, joinedAt: number) {
    this.#preferences = preferences
    this.#seen = joinedAt
  }

  announce(post: Post): void {
    this.#waiting.push(post)
  }

  withdraw(id: string): void {
    this.#waiting = this.#waiting.filter((post) => post.id !== id)
  }

  leave(): void {
    this.#hasLeft = true
  }

  change(preferences: Preferences, pausedUntil: number, now: number): void {
    this.#preferences = preferences
    this.#pausedUntil = pausedUntil
    this.#seen = Math.max(now, pausedUntil - 1)
  }

  changeTopics(topics: string[] | null): void {
    this.#preferences = { ...this.#preferences, topics }
  }

  look(now: number, isForced: boolean): void {
    if (this.#hasLeft || now < this.#pausedUntil) return
    const hasSlot = slotsOf(this.#preferences).some((slot) => slot > this.#seen && slot <= now)
    if (!isForced && !hasSlot && this.#preferences.cadence !== 'instant') return
    const { topics } = this.#preferences
    const posts = this.#waiting.filter(({ tags }) => topics === null || tags.some((tag) => topics.includes(tag)))
    this.#waiting = []
    this.#seen = now
    if (posts.length > 0) this.digests.push({ at: now, posts: posts.map(({ id }) => id).sort() })
  }
}

const known = new Map<string, number[]>()

/** Every slot of 2024, and of some days around it. */
function slotsOf(p: Preferences): number[] {
  const key = JSON.stringify({ ...p, topics: null })
  const slots =
    known.get(key) ??
    days()
      .filter((day) => isDay(p, day))
      .map((day) => momentOf(p, day))
  known.set(key, slots)
  return slots
}

function days(): DateTime[] {
  const first = DateTime.utc(2023, 12, 20)
  return Array.from({ length: 400 }, (_, index) => first.plus({ days: index }))
}

function isDay({ cadence, weekday, monthday }: Preferences, day: DateTime): boolean {
  if (cadence === 'weekly') return day.weekday === weekday
  if (cadence === 'monthly') return day.day === Math.min(monthday, day.daysInMonth ?? 31)
  if (cadence === 'site') return day.weekday === 2 || day.weekday === 5
  return cadence === 'daily'
}

/** The first of two equal times in autumn; luxon answers the end of the gap in spring. */
function momentOf({ cadence, hour, zone }: Preferences, { year, month, day }: DateTime): number {
  const time = cadence === 'site' ? { hour: 7, minute: 30 } : { hour, minute: 0 }
  const moment = DateTime.fromObject({ year, month, day, ...time }, { zone })
  const others = [30, 60].map((minutes) => moment.minus({ minutes }))
  const earlier = others.find((other) => other.toFormat('HH:mm') === moment.toFormat('HH:mm'))
  return (earlier ?? moment).toMillis()
}
