import { createHash } from 'node:crypto'
import type { Config } from '../config/schema.ts'
import type { EditionKind } from '../digests/edition.ts'
import { fold, headerAddress, headerField, phrase, refuseLineBreaks } from './header.ts'
import { answerTo, readMailbox } from './mailbox.ts'

/** Keeps robots from answering (RFC 3834). */
export const AUTOMATIC = headerField('Auto-Submitted', 'auto-generated')

/** The header fields that are the same in every message of the list: RFC 2919, 2369 and what keeps robots from answering. */
export function listFields(config: Config): string {
  const { title, url } = config.site
  refuseLineBreaks('site.title', title)
  const site = new URL(url).href
  const owner = mailto('digest.replyTo', answerTo(config).address)
  return [
    headerField('List-Id', `${fold('List-Id', phrase(title))}\r\n <${listId(config)}>`),
    headerField('List-Archive', `<${site}>`),
    headerField('List-Help', `<${owner}?subject=help>`),
    headerField('List-Owner', `<${owner}>`),
    headerField('List-Post', 'NO'),
    AUTOMATIC,
    headerField('Precedence', 'bulk'),
  ].join('')
}

/** Names the list for good: receivers file and count by it. */
export function listId({ digest, site }: Config): string {
  return digest.listId ?? `digest.${new URL(site.url).hostname}`
}

/** Where one subscriber leaves: by the link, which answers to one click (RFC 8058), or by mail. */
export function unsubscribeFields(link: string, config: Config): string {
  if (!/^https?:\/\/[^\s<>,"\x00-\x20\x7f-\uffff]+$/.test(link)) {
    throw new Error(
      'List-Unsubscribe: the link is no web address in ASCII. Write http.url like https://blog.example.org.',
    )
  }
  const mailbox = config.digest.unsubscribeAddress ?? answerTo(config).address
  const address = mailto('digest.unsubscribeAddress', readMailbox(mailbox).address)
  // The token says who leaves, also when the mail comes from another address than the one that is subscribed.
  const token = new URL(link).pathname.split('/').at(-1)
  return [
    headerField('List-Unsubscribe', `<${link}>,\r\n <${address}?subject=unsubscribe%20${token}>`),
    headerField('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
  ].join('')
}

/** By which Gmail counts complaints: edition, cadence, kind of mail, and a sender of 5 to 15 characters. */
export function feedbackField(edition: string, cadence: string, kind: EditionKind, config: Config): string {
  const sender = createHash('sha256').update(listId(config)).digest('hex').slice(0, 12)
  return headerField('Feedback-ID', `${edition}:${cadence}:${kind}:${sender}`)
}

function mailto(field: string, address: string): string {
  const [local = '', domain = ''] = headerAddress(field, address).split('@')
  return `mailto:${encodeURIComponent(local)}@${domain}`
}
