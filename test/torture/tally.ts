import type { DeliveryState } from '../../src/deliveries/delivery.ts'

/** One message that the mail server took. `marks` are the posts in it; `at` is in milliseconds. */
export type Acceptance = { id: string; to: string; marks: string[]; at: number }

/** What the ledger says of one delivery; `resends` counts how often it was sent again after a doubt. */
export type LedgerRow = { id: number; plannedAt: number; address: string; state: DeliveryState; resends: number }

/** Whom and what the row wanted to reach: every reader with every post. */
export type Wanted = {
  readers: string[]
  marks: string[]
  /** Whose deliveries may end without mail: addresses of those who left, and of those whom the server refused. */
  cancelled?: string[]
  bounced?: string[]
}

export type Tally = {
  planned: number
  lost: number
  doubled: number
  inDoubt: number
  /** How many extra copies may be. */
  bound: number
  problems: string[]
}

/** Longest that an outcome waits for its commit, in seconds; docs of the design call it the commit interval. */
const COMMIT_SECONDS = 0.005
const ENDS: DeliveryState[] = ['accepted', 'bounced', 'cancelled', 'in_doubt']

/**
 * Compares what the server took with what the ledger says, once the program was run to its end.
 * @param bound how many extra copies may be
 * @param mostInDoubt how many deliveries may be in doubt
 */
export function tally(
  taken: Acceptance[],
  ledger: LedgerRow[],
  wanted: Wanted,
  bound: number,
  mostInDoubt = Number.POSITIVE_INFINITY,
): Tally {
  const copies = countBy(taken, ({ id }) => keyIn(id))
  const rows = ledger.map((row) => ({ ...row, copies: copies.get(keyOf(row)) ?? 0 }))
  const known = new Set(rows.map(keyOf))
  const inDoubt = rows.filter(({ state, resends }) => state === 'in_doubt' || resends > 0)
  const doubled = rows.filter((row) => row.copies > 1)
  const without = rows.filter(({ copies }) => copies === 0)
  const excused = without.filter((row) => isExcused(row, wanted))
  const missing = missingPosts(taken, excused, wanted)
  const lost = without.length - excused.length
  const cancelledUnwanted = rows.filter((row) => row.state === 'cancelled' && row.copies > 0 && !isExcused(row, wanted))
  const extra = doubled.reduce((sum, row) => sum + row.copies - 1, 0)
  const twice = postsTwice(taken)
  const counted = { planned: rows.length, lost: Math.max(lost, missing), doubled: extra + twice }
  const problems = [
    ...said(counted.lost, 'lost'),
    ...(counted.doubled > bound ? [`${counted.doubled} doubled, and at most ${bound} may be`] : []),
    ...(inDoubt.length > mostInDoubt ? [`${inDoubt.length} in doubt, and at most ${mostInDoubt} may be`] : []),
    ...said(twice, 'times the same post in two editions'),
    ...said(doubled.filter((row) => !inDoubt.includes(row)).length, 'doubled that the ledger was not in doubt of'),
    ...said(rows.filter(({ state }) => !ENDS.includes(state)).length, 'not brought to an end'),
    ...said(rows.filter((row) => row.state === 'bounced' && row.copies > row.resends).length, 'bounced, but taken'),
    ...said(cancelledUnwanted.length, 'cancelled, but taken'),
    ...said(taken.filter(({ id }) => !known.has(keyIn(id))).length, 'taken that the ledger does not know'),
  ]
  return { ...counted, inDoubt: inDoubt.length, bound, problems }
}

/** K: what may be on the wire when a run is cut off: one message for each connection, and what a commit interval brings. */
export function boundOf(connections: number, perSecond: number): number {
  return connections + Math.ceil(perSecond * COMMIT_SECONDS)
}

/** Messages a second in the busiest tenth of a second. */
export function peakRate(taken: Pick<Acceptance, 'at'>[]): number {
  const tenths = countBy(taken, ({ at }) => Math.floor(at / 100))
  return Math.max(0, ...tenths.values()) * 10
}

/** Several attacks of one kind as one. */
export function sum(tallies: Tally[]): Tally {
  const total: Tally = { planned: 0, lost: 0, doubled: 0, inDoubt: 0, bound: 0, problems: [] }
  for (const each of tallies) {
    for (const key of ['planned', 'lost', 'doubled', 'inDoubt', 'bound'] as const) total[key] += each[key]
    total.problems.push(...each.problems)
  }
  return total
}

function isExcused({ state, address }: LedgerRow, { cancelled = [], bounced = [] }: Wanted): boolean {
  if (state === 'cancelled') return cancelled.includes(address)
  if (state === 'bounced') return bounced.includes(address)
  return state === 'in_doubt'
}

/** Readers and posts where the post did not come; each excused delivery to the reader accounts for one post. */
function missingPosts(taken: Acceptance[], excused: LedgerRow[], { readers, marks }: Wanted): number {
  const got = new Set(taken.flatMap((each) => each.marks.map((mark) => `${each.to} ${mark}`)))
  const excuses = countBy(excused, ({ address }) => address)
  const absent = (reader: string) => marks.filter((mark) => !got.has(`${reader} ${mark}`)).length
  return readers.reduce((sum, reader) => sum + Math.max(0, absent(reader) - (excuses.get(reader) ?? 0)), 0)
}

/** How often a post came to a reader in more than one edition. */
function postsTwice(taken: Acceptance[]): number {
  const editions = new Map<string, Set<string>>()
  for (const { id, to, marks } of taken) {
    for (const mark of marks) {
      const key = `${to} ${mark}`
      editions.set(key, (editions.get(key) ?? new Set()).add(keyIn(id)))
    }
  }
  return [...editions.values()].reduce((sum, ids) => sum + ids.size - 1, 0)
}

/** A Message-ID begins with the number of its delivery and the time at which it was planned. */
function keyIn(messageId: string): string {
  return messageId.replace(/^</, '').split('.', 2).join('.')
}

function keyOf({ id, plannedAt }: LedgerRow): string {
  return `${id}.${plannedAt.toString(36)}`
}

function said(count: number, what: string): string[] {
  return count > 0 ? [`${count} ${what}`] : []
}

function countBy<Item, Key>(items: Item[], keyOf: (item: Item) => Key): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}
