import { DateTime } from 'luxon'
import { closest } from '../config/closest.ts'
import { type Mailbox, parseMailbox } from './address.ts'
import { unguard } from './csv-cell.ts'
import type { Field } from './csv-header.ts'
import { parseName } from './name.ts'
import { readPreferences } from './preferences.ts'
import type { Preferences, SubscriberState } from './subscriber.ts'

/** One row of a list of subscribers; what the file does not say is absent. Times are milliseconds. */
export type ImportRow = {
  address: string
  key: string
  name: string | null
  preferences: Partial<Preferences>
  state?: SubscriberState
  cursor?: number
  dueAt?: number
  tokenEpoch?: number
  createdAt?: number
  confirmedAt?: number
  endedAt?: number
  source?: string
}

type Refusal = { error: string }
export type Cells = Partial<Record<Field, string>>

/** States as this program and others call them. */
const STATES: Record<string, SubscriberState> = {
  pending: 'pending',
  unconfirmed: 'pending',
  active: 'active',
  confirmed: 'active',
  subscribed: 'active',
  unsubscribed: 'unsubscribed',
  bounced: 'bounced',
  cleaned: 'bounced',
  complained: 'complained',
}

/** Reads the cells of one row; the error names the value and the fix, of the first cell that cannot be read. */
export function readRow(cells: Cells): ImportRow | Refusal {
  const broken = Object.values(cells).find((cell) => /[\p{Cc}\ufffd]/u.test(cell.trim()))
  if (broken !== undefined) return brokenCell(broken)
  const mailbox = parseMailbox(cells.address ?? '')
  if ('error' in mailbox) return mailbox
  const name = nameOf(cells, mailbox)
  if ('error' in name) return name
  const preferences = readPreferences({ ...cells, topics: cells.topics && unguard(cells.topics) })
  if ('error' in preferences) return preferences
  const rest = readRest(cells)
  if ('error' in rest) return rest
  return { address: mailbox.address, key: mailbox.key, ...name, preferences, ...rest }
}

function brokenCell(cell: string): Refusal {
  if (cell.includes('\n')) {
    return {
      error:
        'a cell has a line break: a quote (") that opens in this row closes in a later one. Write a quote within a cell as "".',
    }
  }
  if (cell.includes('\ufffd')) {
    return { error: `"${cell.trim().slice(0, 80)}" has a character that is not UTF-8. Save the file as "CSV UTF-8".` }
  }
  return { error: `${JSON.stringify(cell.trim().slice(0, 80))} has a control character. Remove it.` }
}

function nameOf(cells: Cells, mailbox: Mailbox): { name: string | null } | Refusal {
  const joined = [cells.firstName, cells.lastName].map((part) => unguard(part?.trim() ?? '')).join(' ')
  const written = [unguard(cells.name ?? ''), joined, mailbox.name ?? ''].find((name) => name.trim() !== '')
  return parseName(written ?? '')
}

type Rest = Omit<ImportRow, 'address' | 'key' | 'name' | 'preferences'>

const REST: [keyof Rest & Field, string, (text: string) => string | number | Refusal][] = [
  ['state', 'state', parseState],
  ['cursor', 'cursor', parseCount],
  ['tokenEpoch', 'token_epoch', parseCount],
  ['dueAt', 'due_at', parseTime],
  ['createdAt', 'created_at', parseTime],
  ['confirmedAt', 'confirmed_at', parseTime],
  ['endedAt', 'ended_at', parseTime],
  ['source', 'source', unguard],
]

function readRest(cells: Cells): Rest | Refusal {
  const rest: Rest = {}
  for (const [field, column, read] of REST) {
    const text = cells[field]?.trim() ?? ''
    if (text === '') continue
    const value = read(text)
    if (typeof value === 'object') return { error: `${column} ${value.error}` }
    Object.assign(rest, { [field]: value })
  }
  return rest
}

function parseState(text: string): SubscriberState | Refusal {
  const word = text.toLowerCase()
  if (Object.hasOwn(STATES, word)) return STATES[word]!
  const guess = closest(word, Object.keys(STATES))
  const fix = guess ? `Did you mean ${guess}?` : 'Write pending, active, unsubscribed, bounced or complained.'
  return { error: `${JSON.stringify(text)} is unknown. ${fix}` }
}

function parseCount(text: string): number | Refusal {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  return { error: `${JSON.stringify(text)} is no whole number from 0.` }
}

/** A time without a zone is in UTC. */
function parseTime(text: string): number | Refusal {
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' }) : null
  if (time?.isValid) return time.toMillis()
  return { error: `${JSON.stringify(text)} is no time. Write it like 2024-05-20T08:00:00Z.` }
}
