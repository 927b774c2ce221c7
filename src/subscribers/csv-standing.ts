import type { Field } from './csv-columns.ts'
import type { Header } from './csv-header.ts'
import { parseState, weightiest } from './csv-state.ts'
import { parseTime } from './csv-time.ts'
import type { SubscriberState } from './subscriber.ts'

/** What a row says of whether somebody gets mail, since when, and why not. */
export type Standing = { state?: SubscriberState; askedAt?: number; endedAt?: number; leaveReason?: string }

type Cells = Partial<Record<Field, string>>
type Refusal = { error: string }

/**
 * Reads the standing from every column that says something of it. Where they differ, what keeps most mail away counts:
 * nobody who has left, bounced or complained comes in as active.
 * @param header what its system means by its own words, and what the file says of everybody in it
 */
export function readStanding(cells: Cells, { system, state }: Pick<Header, 'system' | 'state'>): Standing | Refusal {
  const written = cells.state?.trim() ?? ''
  const own = written === '' ? undefined : parseState(written, system?.states)
  if (typeof own === 'object') return own
  const asked = markOf(cells.subscribed)
  if (asked && 'error' in asked) return { error: `subscribed ${asked.error}` }
  const ends = ENDS.map((ended) => ({ ended, mark: markOf(cells[ended]) }))
  const words = [cells.leaveReason, cells.leaveWords].filter((text) => text !== undefined)
  const all = weightiest([
    state,
    own,
    asked?.is === false ? 'unsubscribed' : undefined,
    // A time that cannot be read says that it happened all the same.
    ...ends.map(({ ended, mark }) => (mark && ('error' in mark || mark.is) ? ended : undefined)),
    !system?.isOurs && COMPLAINT.test(words[0] ?? '') ? 'complained' : undefined,
  ])
  const times = ends.flatMap(({ ended, mark }) => (mark && 'at' in mark ? [{ ended, at: mark.at }] : []))
  const end = times.find(({ ended }) => ended === all) ?? times[0]
  return {
    ...(all && { state: all }),
    ...(asked?.at !== undefined && { askedAt: asked.at }),
    ...(end && { endedAt: end.at }),
    ...(words.length > 0 && { leaveReason: words.join(': ') }),
  }
}

const ENDS = ['complained', 'bounced', 'unsubscribed'] as const satisfies (Field & SubscriberState)[]

/** Reasons by which Mailchimp and others write down that a message was reported. */
const COMPLAINT = /^(spam|abuse|complain)/i

type Mark = { is: boolean; at?: number }

/** A cell that holds yes or no, or the time since when it is so; undefined when it is blank. */
function markOf(cell = ''): Mark | Refusal | undefined {
  const text = cell.trim()
  if (text === '' || text.startsWith('0000-00-00')) return undefined
  if (/^(true|t|yes|y|1)$/i.test(text)) return { is: true }
  if (/^(false|f|no|n|0)$/i.test(text)) return { is: false }
  const at = parseTime(text)
  return typeof at === 'number' ? { is: true, at } : at
}
