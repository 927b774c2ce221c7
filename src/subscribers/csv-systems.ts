import { COMMON, EXPORTED, type Field, OWN } from './csv-columns.ts'
import type { SubscriberState } from './subscriber.ts'

/** A program that writes lists of subscribers, and how it writes them. Names of columns are without case and spaces. */
export type System = {
  name: string
  /** Sets of columns: a list that has all of one set was written by it. */
  marks: string[][]
  /** What its columns hold; null for a name that would mean something else elsewhere, or that is known and not used. */
  columns: Record<string, Field | null>
  states?: Record<string, SubscriberState>
  /** What a person should know before an import. */
  note?: string
  isOurs?: boolean
}

const DATELINE: System = {
  name: 'Dateline',
  marks: [['tokenepoch', 'cursor']],
  columns: { ...OWN, ...EXPORTED },
  isOurs: true,
}

const MAILCHIMP: System = {
  name: 'Mailchimp',
  marks: [['memberrating'], ['leid', 'euid'], ['optintime', 'confirmtime']],
  columns: { unsubcampaigntitle: null, unsubcampaignid: null, cleancampaigntitle: null, cleancampaignid: null },
  states: { nonsubscribed: 'pending', archived: 'unsubscribed', transactional: 'pending' },
}

const SUBSTACK: System = {
  name: 'Substack',
  marks: [['activesubscription'], ['emaildisabled']],
  columns: { expiry: null },
}

const GHOST: System = {
  name: 'Ghost',
  marks: [['subscribedtoemails']],
  columns: { deletedat: 'unsubscribed' },
}

const LISTMONK: System = {
  name: 'listmonk',
  marks: [
    ['uuid', 'attributes'],
    ['uuid', 'attribs'],
  ],
  columns: {},
  note: 'listmonk does not write down here who left a list. Export those who did on their own, and import them first, with --state unsubscribed.',
}

const BUTTONDOWN: System = {
  name: 'Buttondown',
  marks: [['subscribertype'], ['type', 'creationdate']],
  columns: { type: 'state', subscribertype: 'state', churndate: null, undeliverabilityreason: null },
  states: {
    regular: 'active',
    premium: 'active',
    trialed: 'active',
    gifted: 'active',
    unpaid: 'active',
    churning: 'active',
    churned: 'active',
    paused: 'active',
    past_due: 'active',
    unactivated: 'pending',
    spammy: 'unsubscribed',
  },
}

const BEEHIIV: System = {
  name: 'beehiiv',
  marks: [
    ['subscriptiontier', 'status'],
    ['tier', 'status'],
  ],
  columns: {},
  states: { validating: 'pending', needs_attention: 'pending' },
}

const MAILERLITE: System = {
  name: 'MailerLite',
  marks: [
    ['subscriber', 'status'],
    ['subscriber', 'subscribed'],
    ['subscribed', 'unsubscribed', 'status'],
  ],
  columns: { optindate: 'confirmedAt', optinip: 'confirmedFrom' },
}

const KIT: System = {
  name: 'Kit',
  marks: [
    ['firstname', 'state', 'createdat'],
    ['firstname', 'status', 'createdat'],
  ],
  columns: { cancelledat: 'unsubscribed' },
  states: { inactive: 'pending', cold: 'active' },
}

const SYSTEMS = [DATELINE, MAILCHIMP, SUBSTACK, GHOST, LISTMONK, BUTTONDOWN, BEEHIIV, MAILERLITE, KIT]

/** The system that wrote a list with these columns; null for a list of no known system. */
export function recogniseSystem(columns: string[]): System | null {
  return SYSTEMS.find(({ marks }) => marks.some((mark) => mark.every((column) => columns.includes(column)))) ?? null
}

/** What a column holds: in a list of a system what that one means by it, in others whatever is known. */
export function fieldOf(column: string, system: System | null): Field | null {
  const known: Record<string, Field | null> = { ...COMMON, ...(system ? system.columns : OWN) }
  return Object.hasOwn(known, column) ? known[column]! : null
}

const FILE_STATES: Record<string, SubscriberState> = {
  subscribed: 'active',
  unsubscribed: 'unsubscribed',
  cleaned: 'bounced',
  nonsubscribed: 'pending',
  pending: 'pending',
  archived: 'unsubscribed',
}

/** Mailchimp writes a file for each status, and names it after the status; its columns say only who has ended. */
export function stateOfFile({ name }: System, fileName: string, columns: string[]): SubscriberState | undefined {
  if (name !== 'Mailchimp') return undefined
  const word = /^[a-z]+/.exec(fileName.toLowerCase().replace(/^non[-_]/, 'non'))?.[0] ?? ''
  if (Object.hasOwn(FILE_STATES, word)) return FILE_STATES[word]
  const [left, bounced] = [columns.includes('unsubtime'), columns.includes('cleantime')]
  return left === bounced ? undefined : left ? 'unsubscribed' : 'bounced'
}
