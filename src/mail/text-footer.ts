import type { Config } from '../config/schema.ts'
import type { Tokens } from './tokens.ts'
import { WIDTH, wrap } from './wrap.ts'

/** How the text part of mail to a subscriber ends: why they get it, and how to change that or leave. */
export function textFooter({ site, digest }: Config, tokens: Tokens): string {
  const parts = [
    `${'-'.repeat(WIDTH)}\n${wrap(`Why you get this: you asked for ${site.title}`)}\n${tokens.cadence}.`,
    `It was sent to ${tokens.address}.`,
    `Change what you get and when:\n${tokens.preferences}`,
    `Unsubscribe:\n${tokens.unsubscribe}`,
    ...(digest.postalAddress ? [digest.postalAddress.trim()] : []),
  ]
  return parts.join('\n\n')
}
