import { setTimeout } from 'node:timers/promises'
import type { Act, Script, Stage } from '../support/scripted-smtp.ts'

/** What the mail server does at a stage, in words that a process can be told. */
export type Rule = {
  stage: Stage
  reply?: string
  raw?: string
  /** Sends so many bytes without a line end. */
  floodBytes?: number
  accepted?: boolean
  drop?: boolean
  hang?: boolean
  /** Milliseconds before anything else. */
  delayMs?: number
  /** For one in so many readers only, by their number. */
  oneIn?: number
  /** Only so often for each reader; at stages before RCPT, so often in all. */
  times?: number
}

/** The script that follows the rules; the first that fits wins. */
export function scriptOf(rules: Rule[]): Script {
  const readers = new Map<number, string>()
  const done = new Map<string, number>()
  return (stage, { connection, line }) => {
    if (stage === 'mail' || stage === 'banner') readers.delete(connection)
    if (stage === 'rcpt') readers.set(connection, /<([^>]*)>/.exec(line)?.[1] ?? '')
    const reader = readers.get(connection) ?? ''
    for (const [index, rule] of rules.entries()) {
      if (rule.stage !== stage || !isFor(rule, reader)) continue
      const key = `${index} ${reader}`
      const before = done.get(key) ?? 0
      if (before >= (rule.times ?? Number.POSITIVE_INFINITY)) continue
      done.set(key, before + 1)
      return actOf(rule)
    }
    return undefined
  }
}

function isFor({ oneIn = 1 }: Rule, reader: string): boolean {
  return oneIn === 1 || Number(/(\d+)@/.exec(reader)?.[1] ?? 1) % oneIn === 0
}

function actOf({ reply, raw, floodBytes, accepted, drop, hang, delayMs }: Rule): Act {
  return {
    ...(reply !== undefined && { reply }),
    ...(raw !== undefined && { raw }),
    ...(floodBytes !== undefined && { raw: `250 ${'x'.repeat(floodBytes)}` }),
    ...(accepted !== undefined && { accepted }),
    ...(drop && { drop }),
    ...(hang && { hang }),
    ...(delayMs !== undefined && { until: setTimeout(delayMs) }),
  }
}
