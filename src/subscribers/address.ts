import { domainToASCII } from 'node:url'
import { parseName } from './name.ts'

/** `address` is what goes into the envelope; `key` is the same for all spellings of it, and unique in the store. */
export type Address = { address: string; key: string }
export type Mailbox = Address & { name?: string }
export type Refusal = { error: string }

const LONGEST = 254
const LONGEST_LOCAL = 64
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const EXAMPLE = 'Write it like ada@example.org.'

/**
 * Reads one bare address and refuses what no ordinary mail server takes, or what could mean a second recipient or a
 * header: quoted, routed and non-ASCII local parts, address literals, control characters. At most 64 octets before the @
 * and 254 in all (RFC 5321 4.5.3.1). The local part stays as written; the domain is lower case, in A-labels (RFC 5890).
 */
export function parseAddress(text: string): Address | Refusal {
  const trimmed = text.trim().normalize('NFC')
  const problem = shapeProblem(trimmed)
  if (problem) return refuse(trimmed, problem)
  const [local = '', written = ''] = trimmed.split('@')
  const domain = asciiDomain(written)
  const fault = localProblem(local) ?? domainProblem(domain, written)
  if (fault) return refuse(trimmed, fault)
  const address = `${local}@${domain}`
  if (address.length > LONGEST) return refuse(trimmed, `is longer than ${LONGEST} octets. ${EXAMPLE}`)
  return { address, key: address.toLowerCase() }
}

/** Reads an address with or without a name: `ada@example.org`, `Ada <ada@example.org>`, `"Byron, Ada" <ada@example.org>`. */
export function parseMailbox(text: string): Mailbox | Refusal {
  const parts = /^([^<>]*)<([^<>]*)>$/.exec(text.trim())
  if (!parts) return parseAddress(text)
  const address = parseAddress(parts[2] ?? '')
  if ('error' in address) return address
  const written = (parts[1] ?? '').trim()
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(written)?.[1]
  const named = parseName(quoted === undefined ? written : quoted.replace(/\\(.)/gs, '$1'))
  if ('error' in named) return named
  return named.name === null ? address : { ...address, name: named.name }
}

function shapeProblem(text: string): string | null {
  if (text === '') return `is empty. ${EXAMPLE}`
  const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.exec(text)?.[0]
  if (invisible) return `has an invisible character (${codeOf(invisible)}). Type it anew, like ada@example.org.`
  if (/[<>]/.test(text)) return `has angle brackets. ${EXAMPLE}`
  if (/["()\\]/.test(text)) return `has quotes or a comment, which many mail servers refuse. ${EXAMPLE}`
  if (/[,;]|@.*@/.test(text)) return 'is more than one address. Write one at a time.'
  if (/\s/.test(text)) return `has a space. ${EXAMPLE}`
  if (!text.includes('@')) return `has no @. ${EXAMPLE}`
  return null
}

function localProblem(local: string): string | null {
  if (local === '') return `has nothing before the @. ${EXAMPLE}`
  const foreign = /[^\0-\x7f]/u.exec(local)?.[0]
  if (foreign) {
    return `has "${foreign}" (${codeOf(foreign)}) before the @, which most mail servers cannot take (SMTPUTF8). Use an address with ASCII letters before the @.`
  }
  if (local.length > LONGEST_LOCAL) return `has more than ${LONGEST_LOCAL} octets before the @. ${EXAMPLE}`
  if (/^\.|\.$|\.\./.test(local)) return `has a dot too many before the @. ${EXAMPLE}`
  const odd = /[^A-Za-z0-9#$&'*+/=?^_{}~.-]/.exec(local)?.[0]
  if (odd) return `has "${odd}" before the @, which many mail servers refuse. ${EXAMPLE}`
  return null
}

function domainProblem(domain: string, written: string): string | null {
  if (written === '') return `has nothing after the @. ${EXAMPLE}`
  if (written.startsWith('[')) return `has an address literal instead of a domain. ${EXAMPLE}`
  if (/^\.|\.$|\.\./.test(written)) return `has a dot too many after the @. ${EXAMPLE}`
  const labels = domain.split('.')
  const last = labels.at(-1) ?? ''
  if (!labels.every((label) => LABEL.test(label))) return `has no valid domain after the @. ${EXAMPLE}`
  if (labels.length < 2) return `has a domain without a dot, which no other server can reach. ${EXAMPLE}`
  if (/^(\d+|0x[0-9a-f]*)$/.test(last)) return `has a number instead of a domain. ${EXAMPLE}`
  return null
}

/** Empty when the domain cannot be written in ASCII. Only then is IDNA asked: it would also undo %-escapes. */
function asciiDomain(domain: string): string {
  if (/^[\0-\x7f]*$/.test(domain)) return domain.toLowerCase()
  return /^[A-Za-z0-9.\-\x80-\u{10ffff}]*$/u.test(domain) ? domainToASCII(domain) : ''
}

function codeOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}

function refuse(text: string, problem: string): Refusal {
  const shown = text.length > 80 ? `${text.slice(0, 79)}…` : text
  return { error: `address "${shown.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, codeOf)}" ${problem}` }
}
