import { expect, it, test } from 'vitest'
import { configSchema } from '../config/schema.ts'
import { readLeaving } from './inbound-leaving.ts'

const config = configSchema.parse({
  site: { title: 'Notes', url: 'https://blog.example.org' },
  digest: {
    from: 'Ada <digest@blog.example.org>',
    replyTo: 'Ada <ada@blog.example.org>',
    unsubscribeAddress: 'leave@blog.example.org',
  },
})
const TOKEN = 'AbCdEfGhIjKlMnOpQrStUvWx_-01'

type Wish = Parameters<typeof readLeaving>[0]

function leaving(changes: Partial<Wish>) {
  const message = { from: 'Ben@Example.org', recipients: ['leave@blog.example.org'], subject: '', firstLine: '' }
  return readLeaving({ isAutomatic: false, isForged: false, ...message, ...changes }, config)
}

test.each([
  `unsubscribe ${TOKEN}`,
  `Re: Unsubscribe  ${TOKEN}`,
  `UNSUBSCRIBE ${TOKEN}`,
  `unsubscribe ${TOKEN}.`,
  `unsubscribe%20${TOKEN}`,
])('the token in the subject %j is found as it is', (subject) => {
  expect(leaving({ subject })?.token).toBe(TOKEN)
})

it('takes a token from anybody, to any mailbox, also from a program', () => {
  const subject = `unsubscribe ${TOKEN}`
  expect(leaving({ subject, from: null, recipients: [], isAutomatic: true })).toEqual({ token: TOKEN, senderKey: null })
})

test.each([
  { subject: 'unsubscribe' },
  { subject: 'Re: Unsubscribe.' },
  { subject: 'Re: The May digest', firstLine: 'UNSUBSCRIBE' },
  { firstLine: 'Unsubscribe!' },
])('the one word lets go who wrote it: %j', (message) => {
  expect(leaving(message)).toEqual({ token: null, senderKey: 'ben@example.org' })
})

test.each([
  'ada@blog.example.org',
  'digest@blog.example.org',
  'LEAVE@blog.example.org',
])('the one word may come to %s', (address) => {
  expect(leaving({ subject: 'unsubscribe', recipients: ['other@example.net', address] })).not.toBeNull()
})

test.each<Partial<Wish>>([
  { isAutomatic: true },
  { from: null },
  { from: 'ben' },
  { recipients: ['friends@lists.example.net'] },
  { recipients: [] },
])('the one word is not enough with %j', (changes) => {
  expect(leaving({ subject: 'unsubscribe', ...changes })).toBeNull()
})

test.each([
  'How do I unsubscribe?',
  'unsubscribe me from the other list, please',
  'Out of office: unsubscribe',
  'subscribe',
  '',
])('%j is no wish to leave', (subject) => {
  expect(leaving({ subject, firstLine: 'Hello, I did not mean to unsubscribe.' })).toBeNull()
})

it('falls back to who wrote when a token is worth nothing', () => {
  expect(leaving({ subject: `unsubscribe ${TOKEN}` })?.senderKey).toBe('ben@example.org')
})

it('takes no bare word from who is not who they say, but the token still counts', () => {
  expect(leaving({ subject: 'unsubscribe', isForged: true })).toBeNull()
  expect(leaving({ subject: `unsubscribe ${TOKEN}`, isForged: true })).toEqual({ token: TOKEN, senderKey: null })
})
