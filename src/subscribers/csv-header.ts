import type { Field } from './csv-columns.ts'
import { weightiest } from './csv-state.ts'
import { fieldOf, recogniseSystem, type System, stateOfFile } from './csv-systems.ts'
import type { SubscriberState } from './subscriber.ts'

export type Header = {
  /** The field of each column, null where it is not used. */
  fields: (Field | null)[]
  /** Names of the columns that are not used. */
  ignored: string[]
  /** Those of them that sound as if they said who is to get no mail. */
  doubtful: string[]
  system: System | null
  /** The state that the file gives everybody in it, whatever more a row says. */
  state: SubscriberState | undefined
}

/** `state` is what a person says of everybody in the file. */
export type FileFacts = { fileName?: string | undefined; state?: SubscriberState | undefined }

const HEADER_FIX = 'Begin the file with a row that names the columns, such as: address,name'
export const EMPTY_FILE = `the file is empty. ${HEADER_FIX}`

/** Reads the first row: which system wrote it, and what its columns hold. One must hold the address. */
export function readHeader(cells: string[], { fileName = '', state }: FileFacts = {}): Header | { error: string } {
  const names = cells.map(plain)
  const system = recogniseSystem(names)
  const fields = fieldsOf(names, system)
  if (!system) {
    const twice = fields.find((field, index) => field !== null && fields.indexOf(field) !== index)
    if (twice) return { error: meanTheSame(cells.filter((_, index) => fields[index] === twice)) }
  }
  if (!fields.includes('address')) return { error: `no column is named address. ${HEADER_FIX}` }
  const fileState = system ? stateOfFile(system, fileName, names) : undefined
  const all = weightiest([state, fileState])
  if (system?.name === 'Mailchimp' && all === undefined && !fields.some(tellsState)) return { error: WHICH_FILE }
  const unused = cells.filter((cell, index) => fields[index] === null && cell.trim() !== '')
  const unknown = unused.filter((cell) => !Object.hasOwn(system?.columns ?? {}, plain(cell)))
  return {
    fields,
    ignored: unused.map((cell) => cell.trim()),
    doubtful: unknown.filter((cell) => DOUBTFUL.test(plain(cell))).map((cell) => cell.trim()),
    system,
    state: all,
  }
}

const DOUBTFUL =
  /unsub|opt(ed)?out|bounce|complain|spam|block|black|suppress|cancel|deleted|disabled|inactive|donotmail|left/

const WHICH_FILE =
  'Mailchimp writes one file for each status, and neither the name nor the columns of this one say which it is. Give it with --state, such as --state active for those who are subscribed.'

/** In a list of a system that is known, the first of two columns with the same meaning counts. */
function fieldsOf(names: string[], system: System | null): (Field | null)[] {
  const named = names.map((name) => fieldOf(name, system))
  // Other programs call the postal address "Address", beside a column for the mail address.
  if (!named.includes('address')) {
    const index = system?.name === 'Mailchimp' ? 0 : names.indexOf('address')
    if (index >= 0) named[index] = 'address'
  }
  return system ? named.map((field, index) => (named.indexOf(field) === index ? field : null)) : named
}

function tellsState(field: Field | null): boolean {
  return field === 'state' || field === 'unsubscribed' || field === 'bounced'
}

function meanTheSame(cells: string[]): string {
  return `columns ${cells.map((cell) => `"${cell.trim()}"`).join(' and ')} mean the same. Keep one of them.`
}

function plain(cell: string): string {
  return cell.toLowerCase().replace(/[\s_-]+/g, '')
}
