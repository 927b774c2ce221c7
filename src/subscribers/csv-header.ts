/** What a column can hold. */
export type Field =
  | 'address'
  | 'name'
  | 'firstName'
  | 'lastName'
  | 'state'
  | 'cadence'
  | 'hour'
  | 'weekday'
  | 'monthday'
  | 'zone'
  | 'topics'
  | 'cursor'
  | 'dueAt'
  | 'tokenEpoch'
  | 'createdAt'
  | 'confirmedAt'
  | 'endedAt'
  | 'source'

/** The field of each column, null where it is not used, and the names of the columns that are not. */
export type Header = { fields: (Field | null)[]; ignored: string[] }

export const HEADER_FIX = 'Begin the file with a row that names the columns, such as: address,name'

/** Names of columns, without case, spaces, hyphens and underscores. */
const FIELDS: Record<string, Field> = {
  email: 'address',
  emailaddress: 'address',
  subscriber: 'address',
  name: 'name',
  fullname: 'name',
  firstname: 'firstName',
  lastname: 'lastName',
  state: 'state',
  status: 'state',
  cadence: 'cadence',
  frequency: 'cadence',
  hour: 'hour',
  weekday: 'weekday',
  monthday: 'monthday',
  zone: 'zone',
  timezone: 'zone',
  topics: 'topics',
  tags: 'topics',
  cursor: 'cursor',
  dueat: 'dueAt',
  tokenepoch: 'tokenEpoch',
  createdat: 'createdAt',
  confirmedat: 'confirmedAt',
  endedat: 'endedAt',
  source: 'source',
}

/** Reads the first row, which must name a column for the address and no field twice. */
export function readHeader(cells: string[]): Header | { error: string } {
  const named = cells.map((cell) => fieldNamed(cell))
  // Other programs call the postal address "Address", beside a column for the mail address.
  const fields = named.includes('address')
    ? named
    : cells.map((cell, index) => (plain(cell) === 'address' ? 'address' : (named[index] ?? null)))
  const twice = fields.find((field, index) => field !== null && fields.indexOf(field) !== index)
  if (twice) {
    const names = cells.filter((_, index) => fields[index] === twice).map((cell) => `"${cell.trim()}"`)
    return { error: `columns ${names.join(' and ')} mean the same. Keep one of them.` }
  }
  if (!fields.includes('address')) {
    return {
      error: `no column is named address. ${HEADER_FIX}`,
    }
  }
  const ignored = cells.filter((cell, index) => fields[index] === null && cell.trim() !== '').map((cell) => cell.trim())
  return { fields, ignored }
}

function fieldNamed(cell: string): Field | null {
  const name = plain(cell)
  return Object.hasOwn(FIELDS, name) ? FIELDS[name]! : null
}

function plain(cell: string): string {
  return cell.toLowerCase().replace(/[\s_-]+/g, '')
}
