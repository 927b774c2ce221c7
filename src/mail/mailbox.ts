import type { Config } from '../config/schema.ts'
import { headerAddress, type Mailbox } from './header.ts'

/** Reads `Ada Example <ada@example.org>`, `"Example, Ada" <ada@example.org>` or a bare address, as `config/` checked it. */
export function readMailbox(text: string): Mailbox {
  const parts = /^(.*)<([^<>]*)>$/s.exec(text.trim())
  if (!parts) return { name: null, address: text.trim() }
  const name = (parts[1] ?? '')
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/g, '$1')
  return { name: name || null, address: (parts[2] ?? '').trim() }
}

/** Who the digest is from: an address without a name is shown as the site. */
export function senderOf({ digest, site }: Config): Mailbox {
  const { name, address } = readMailbox(digest.from)
  return { name: name ?? site.title, address }
}

/**
 * The domain of the sender, in ASCII; it stands behind the @ of the Message-IDs of what is frozen now.
 * @throws Error that names digest.from where that is no plain address
 */
export function senderDomain(config: Config): string {
  return headerAddress('digest.from', senderOf(config).address).replace(/^.*@/, '')
}

/** Where an answer goes. */
export function answerTo(config: Config): Mailbox {
  return config.digest.replyTo ? readMailbox(config.digest.replyTo) : senderOf(config)
}
