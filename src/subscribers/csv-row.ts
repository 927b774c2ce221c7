import { type Mailbox, parseMailbox } from './address.ts'
import { readFreeText, unguard } from './csv-cell.ts'
import type { Field } from './csv-columns.ts'
import { type KeptConsent, readConsents } from './csv-consents.ts'
import type { Header } from './csv-header.ts'
import { readStanding } from './csv-standing.ts'
import { type KeptSuppression, readSuppression } from './csv-suppression.ts'
import { parseTime } from './csv-time.ts'
import { parseName } from './name.ts'
import { readPreferences } from './preferences.ts'
import type { Preferences, SubscriberState } from './subscriber.ts'

/** One row of a list of subscribers; what the file does not say is absent. Times are milliseconds. */
export type ImportRow = {
  address: string
  key: string
  name: string | null
  preferences: Partial<Preferences>
  id?: number
  state?: SubscriberState
  cursor?: number
  dueAt?: number
  pausedUntil?: number
  tokenEpoch?: number
  createdAt?: number
  confirmedAt?: number
  endedAt?: number
  leaveReason?: string
  source?: string
  /** When and from where they asked, from where they confirmed, and what they agreed to. */
  askedAt?: number
  askedFrom?: string
  confirmedFrom?: string
  wording?: string
  /** In an export of this program: why the address gets no mail, and every request with its answer. */
  suppression?: KeptSuppression
  consents?: KeptConsent[]
}

export type Refusal = { error: string }
export type Cells = Partial<Record<Field, string>>

/** Reads the cells of one row; the error names the value and the fix, of the first cell that cannot be read. */
export function readRow(given: Cells, header: Pick<Header, 'system' | 'state'>): ImportRow | Refusal {
  const { system } = header
  const { leaveReason: _, leaveWords: __, ...plain } = given
  // What people wrote when they left a system that quotes as it should may have several lines.
  const isForeign = system !== null && !system.isOurs
  const broken = brokenCell(isForeign ? plain : given)
  const cells = broken ?? withTexts(given, system?.isOurs ? readFreeText : inOneLine)
  if ('error' in cells) return cells
  const mailbox = parseMailbox(cells.address ?? '')
  if ('error' in mailbox) return mailbox
  const name = nameOf(cells, mailbox)
  if ('error' in name) return name
  const preferences = preferencesOf(cells, isForeign)
  if ('error' in preferences) return preferences
  const standing = readStanding(cells, header)
  if ('error' in standing) return standing
  const rest = readRest(cells)
  if ('error' in rest) return rest
  const suppression = readSuppression(mailbox.key, cells)
  if (suppression && 'error' in suppression) return suppression
  const { address, key } = mailbox
  return { address, key, ...name, preferences, ...standing, ...rest, ...(suppression && { suppression }) }
}

export function brokenCell(cells: Cells): Refusal | null {
  const cell = Object.values(cells).find((text) => /[\p{Cc}\ufffd]/u.test(text.trim()))
  if (cell === undefined) return null
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

const TEXTS = [
  'name',
  'firstName',
  'lastName',
  'source',
  'askedFrom',
  'confirmedFrom',
  'wording',
  'leaveReason',
  'leaveWords',
  'suppressionDetail',
] as const satisfies Field[]

/** The cells with their free texts as they were before they were written; what is blank is absent. */
export function withTexts(cells: Cells, read: (cell: string) => string | null): Cells | Refusal {
  const result = { ...cells }
  for (const field of TEXTS) {
    const cell = cells[field]?.trim() ?? ''
    delete result[field]
    if (cell === '') continue
    const text = read(cell)
    if (text === null)
      return { error: `${JSON.stringify(cell)} is not as an export writes it. Take it from there again.` }
    result[field] = text
  }
  return result
}

function inOneLine(cell: string): string {
  return unguard(cell.replace(/[\p{Cc}\s]+/gu, ' '))
}

function nameOf({ name, firstName, lastName }: Cells, mailbox: Mailbox): { name: string | null } | Refusal {
  const joined = [firstName, lastName].filter((part) => part !== undefined).join(' ')
  return parseName(name ?? (joined || (mailbox.name ?? '')))
}

/** Other systems guess a time zone from where somebody was; one that is unknown here says nothing. */
function preferencesOf(cells: Cells, isForeign: boolean): Partial<Preferences> | Refusal {
  const given = { ...cells, topics: cells.topics && unguard(cells.topics) }
  const read = readPreferences(given)
  return isForeign && 'error' in read ? readPreferences({ ...given, zone: undefined }) : read
}

type Rest = Omit<ImportRow, 'address' | 'key' | 'name' | 'preferences' | 'suppression'>

const SAME = ['source', 'askedFrom', 'confirmedFrom', 'wording'] as const satisfies (keyof Rest & Field)[]

const REST: [keyof Rest & Field, string, (text: string) => string | number | KeptConsent[] | Refusal][] = [
  ['id', 'id', parseCount],
  ['cursor', 'cursor', parseCount],
  ['tokenEpoch', 'token_epoch', parseCount],
  ['dueAt', 'due_at', parseTime],
  ['pausedUntil', 'paused_until', parseTime],
  ['createdAt', 'created_at', parseTime],
  ['confirmedAt', 'confirmed_at', parseTime],
  ['endedAt', 'ended_at', parseTime],
  ['consents', 'consents', readConsents],
]

function readRest(cells: Cells): Rest | Refusal {
  const rest: Rest = {}
  for (const field of SAME) if (cells[field] !== undefined) rest[field] = cells[field]
  for (const [field, column, read] of REST) {
    const text = cells[field]?.trim() ?? ''
    if (text === '' || text.startsWith('0000-00-00')) continue
    const value = read(text)
    if (typeof value === 'object' && 'error' in value) return { error: `${column} ${value.error}` }
    Object.assign(rest, { [field]: value })
  }
  return rest
}

function parseCount(text: string): number | Refusal {
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  return { error: `${JSON.stringify(text)} is no whole number from 0.` }
}
