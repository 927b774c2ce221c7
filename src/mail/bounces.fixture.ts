import { readdirSync, readFileSync } from 'node:fs'
import { keyRing, signToken } from '../subscribers/token.ts'
import { returnPathOf } from './return-path.ts'

const FOLDER = new URL('../../test/fixtures/bounces/', import.meta.url)

export const KEYS = keyRing('a secret that is long enough for everybody')
export const DELIVERY = { deliveryId: 7, plannedAt: Date.UTC(2024, 4, 20, 8) }
export const SUBSCRIBER = { subscriberId: 4242, tokenEpoch: 3 }

/** What a report about one message has of it. */
export type Sent = { path: string; token: string; messageId: string }

const SENT: Sent = {
  path: returnPathOf('bounces@blog.example.org', KEYS, DELIVERY),
  token: signToken(KEYS, 'unsubscribe', SUBSCRIBER),
  messageId: `<7.${DELIVERY.plannedAt.toString(36)}.abc@blog.example.org>`,
}

export function fixtureNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.slice(0, -4))
    .sort()
}

/** A report as a server writes it about a message with this return path, token and id. */
export function fixture(name: string, sent: Partial<Sent> = {}): string {
  const { path, token, messageId } = { ...SENT, ...sent }
  return readFileSync(new URL(`${name}.eml`, FOLDER), 'utf8')
    .replaceAll('{{path}}', path)
    .replaceAll('{{token}}', token)
    .replaceAll('{{message-id}}', messageId)
}

/** A report about the same message whose signatures are of somebody who has no key: one character of each is another. */
export function forgedFixture(name: string, { path, token }: Pick<Sent, 'path' | 'token'> = SENT): string {
  const other = (text: string, at: number) => `${text.slice(0, at)}${text[at] === 'q' ? 'r' : 'q'}${text.slice(at + 1)}`
  return fixture(name, { path: other(path, path.indexOf('@') - 5), token: other(token, token.length - 5) })
}
