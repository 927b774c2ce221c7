import { weightOfBounce } from '../deliveries/bounce-rule.ts'
import { readReply } from '../deliveries/reply.ts'
import { type Fields, readGroups } from './inbound-groups.ts'

/** What a server said became of a message. `arrived`: somebody has it, or a server that reports no further. */
export type Said = { kind: 'bounced' | 'delayed' | 'arrived'; status: string | null; detail: string }

/**
 * Reads the part of a delivery report with its fields (RFC 3464; RFC 6533 with UTF-8); null when it names no recipient.
 * Where it names several, the message was handed on behind the one address that it went to: what is best for that
 * address counts.
 * @param words what the text beside it says, which tells more where its fields for one recipient have no code and no reply
 */
export function readStatus(text: string, words: { status: string | null; detail: string }): Said | null {
  const said = readGroups(text).flatMap((group) => saidOf(group) ?? [])
  const each = said.map((one) => ({ one, badness: badnessOf(one) }))
  const best = each.toSorted((a, b) => a.badness - b.badness)[0]?.one ?? null
  if (best?.kind !== 'bounced' || said.length > 1 || words.detail === '' || !NOTHING_MORE.test(best.detail)) return best
  return { ...best, status: words.status ?? best.status, detail: words.detail }
}

/** What is kept where a status says nothing, and no reply stands beside it. */
const NOTHING_MORE = /^(5\.[05]\.0\s*(\(.*\))?)?$/

function saidOf(group: Fields): Said | null {
  if (!['final-recipient', 'original-recipient', 'action'].some((name) => group.has(name))) return null
  const diagnostic = (group.get('diagnostic-code') ?? '').replace(/^[\w.-]+\s*;\s*/, '')
  const status = closerOf(codeIn(group.get('status') ?? ''), readReply(diagnostic).enhanced)
  const kind = kindOf(group.get('action') ?? '', status)
  return kind && { kind, status, detail: diagnostic || (group.get('status') ?? '') }
}

/** Many servers write a code that says nothing, and repeat a reply that says more. Of two codes the sender's fault counts. */
function closerOf(status: string | null, replied: string | null): string | null {
  if (replied === null || status === null) return status ?? replied
  return /\.0\.0$/.test(status) || /^[45]\.7\./.test(replied) ? replied : status
}

function codeIn(text: string): string | null {
  return /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(text)?.[1] ?? null
}

function kindOf(action: string, status: string | null): Said['kind'] | null {
  const word = /^[a-z]+/i.exec(action)?.[0].toLowerCase()
  switch (word) {
    case 'failed':
      return 'bounced'
    case 'delayed':
      return 'delayed'
    case 'delivered':
    case 'relayed':
    case 'expanded':
      return 'arrived'
    default:
      return status === null
        ? null
        : (({ 2: 'arrived', 4: 'delayed', 5: 'bounced' } as const)[Number(status[0])] ?? null)
  }
}

function badnessOf(said: Said): number {
  if (said.kind !== 'bounced') return said.kind === 'arrived' ? 0 : 1
  return { alarm: 2, soft: 3, hard: 4 }[weightOfBounce(said)]
}
