import { type Fields, fieldIn } from './form-fields.ts'

const LONGEST = 500

/** Why people leave, as the page offers it. */
export const LEAVE_REASONS: readonly (readonly [string, string])[] = [
  ['often', 'It comes too often'],
  ['topics', 'The posts are not for me'],
  ['elsewhere', 'I read along elsewhere'],
  ['never', 'I did not sign up for it'],
  ['other', 'Something else'],
]

/** What somebody said when they left, in one line of at most 500 characters besides the reason; null when they said nothing. */
export function leaveReasonIn(given: Fields): string | null {
  const label = LEAVE_REASONS.find(([value]) => value === fieldIn(given, 'reason'))?.[1]
  const said = (fieldIn(given, 'words') ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
  const words = [...said.trim()].slice(0, LONGEST).join('')
  return [label, words].filter((part) => part).join(': ') || null
}
