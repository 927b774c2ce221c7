import { parseAddress } from './address.ts'
import { jsonCell } from './csv-cell.ts'
import { parseTime } from './csv-time.ts'
import type { Preferences } from './subscriber.ts'

/** A request and its answer as they are kept, to be taken elsewhere. Times are milliseconds. */
export type KeptConsent = {
  /** Part of its link; absent when it was not made by this program. */
  id?: number
  /** To get the digest, or to get it at another address. */
  kind: 'subscribe' | 'address'
  address: string
  addressKey: string
  source: string
  client: string
  wording: string
  /** What was chosen with it; null for a new address. */
  preferences: Preferences | null
  /** Empty when it was taken back: nothing confirms it. */
  nonce: string
  askedAt: number
  expiresAt: number
  plannedAt: number | null
  confirmedAt: number | null
  confirmedFrom: string | null
  welcomedAt: number | null
}

type Key = Exclude<keyof KeptConsent, 'addressKey'>

const TEXTS = ['kind', 'address', 'source', 'client', 'wording', 'nonce'] as const satisfies Key[]
const TIMES = ['askedAt', 'expiresAt', 'plannedAt', 'confirmedAt', 'welcomedAt'] as const satisfies Key[]

/** A subscriber's consents as one cell: a JSON list, without what is null. Nothing when there is none. */
export function consentsCell(consents: KeptConsent[]): string {
  if (consents.length === 0) return ''
  return jsonCell(
    consents.map(({ addressKey: _, ...rest }) => {
      const times = TIMES.map((name) => [name, rest[name] === null ? null : new Date(rest[name]).toISOString()])
      const all = Object.entries({ ...rest, ...Object.fromEntries(times) })
      return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined))
    }),
  )
}

/** Reads what `consentsCell` writes. */
export function readConsents(cell: string): KeptConsent[] | { error: string } {
  const consents = parsed(cell)?.map(consentOf)
  if (consents?.every((consent) => consent !== null)) return consents
  return { error: 'consents are not as an export writes them. Take the cell from the export again.' }
}

function parsed(cell: string): Record<string, unknown>[] | null {
  try {
    const list: unknown = JSON.parse(cell)
    return Array.isArray(list) && list.every((item) => typeof item === 'object' && item !== null) ? list : null
  } catch {
    return null
  }
}

function consentOf(given: Record<string, unknown>): KeptConsent | null {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, given[name]]))
  const times = Object.fromEntries(TIMES.map((name) => [name, timeOf(given[name])]))
  const { id, preferences = null, confirmedFrom = null } = given
  const address = parseAddress(String(given.address))
  const isWhole =
    Object.values(texts).every((text) => typeof text === 'string') &&
    (given.kind === 'subscribe' || given.kind === 'address') &&
    !Object.values(times).includes(undefined) &&
    times.askedAt !== null &&
    times.expiresAt !== null &&
    (confirmedFrom === null || typeof confirmedFrom === 'string') &&
    (id === undefined || (Number.isSafeInteger(id) && Number(id) > 0)) &&
    (preferences === null || isPreferences(preferences)) &&
    !('error' in address)
  if (!isWhole) return null
  return {
    ...(id !== undefined && { id }),
    ...texts,
    ...times,
    confirmedFrom,
    preferences,
    addressKey: address.key,
  } as KeptConsent
}

/** Undefined when it is no time. */
function timeOf(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return null
  const time = parseTime(String(value))
  return typeof time === 'number' ? time : undefined
}

function isPreferences(value: unknown): value is Preferences {
  const { cadence, hour, weekday, monthday, zone, topics } = value as Partial<Preferences>
  const isList = topics === null || (Array.isArray(topics) && topics.every((topic) => typeof topic === 'string'))
  return (
    [cadence, zone].every((text) => typeof text === 'string') &&
    [hour, weekday, monthday].every(Number.isInteger) &&
    isList
  )
}
