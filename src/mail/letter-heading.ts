import type { Config } from '../config/schema.ts'
import { cutAtWord, oneLine } from './cut.ts'
import { preheaderOf } from './preheader.ts'
import type { Heading } from './shared-variables.ts'
import type { LetterKind } from './templates.ts'

/** A longer title leaves no room for what the letter is about. */
const LONGEST_TITLE = 44

/** What a mailbox shows of a letter before it is opened. */
export function letterHeading(kind: LetterKind, { site }: Config): Heading {
  const title = cutAtWord(oneLine(site.title), LONGEST_TITLE)
  switch (kind) {
    case 'confirmation':
      return {
        subject: `Confirm your subscription to ${title}`,
        preheader: preheaderOf([`Somebody asked for ${title} at this address. If it was you, confirm it.`]),
      }
    case 'welcome':
      return {
        subject: `Welcome to ${title}`,
        preheader: preheaderOf([`You are subscribed to ${title}. You can change what you get, or leave.`]),
      }
    case 'address':
      return {
        subject: `Confirm your new address for ${title}`,
        preheader: preheaderOf([`From now on ${title} is to come to this address. If you asked for it, confirm it.`]),
      }
    default:
      return kind satisfies never
  }
}
