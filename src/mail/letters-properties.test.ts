import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { beforeAll, expect, test, vi } from 'vitest'
import { cadenceSentence } from '../digests/schedule.ts'
import { subscriberLinks } from './links.ts'
import { composeMessage } from './message.ts'
import { type PreparedEdition, prepareEdition } from './prepare-edition.ts'
import { renderEdition } from './render-edition.ts'
import { type LetterKind, renderLetter } from './render-letter.ts'
import { sampleConfig, sampleDelivery, sampleEdition, samplePost } from './samples.fixture.ts'
import { ownTemplates } from './templates.fixture.ts'
import { type Personal, readTokenMark, type Tokens } from './tokens.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const KINDS = ['digest', 'confirmation', 'welcome', 'address'] as const
type Kind = (typeof KINDS)[number]
type Written = { html: string; text: string; tokens: Tokens; prepared: PreparedEdition }

const config = sampleConfig({ http: { url: 'https://mail.example.org/list' } })
const written = new Map<Kind, Written>()

beforeAll(async () => {
  for (const kind of KINDS) {
    const words = await wordsOf(kind)
    const prepared = prepareEdition(sampleEdition({ ...words, kind, key: kind }), config)
    written.set(kind, { text: words.text, ...readTokenMark(words.html), prepared })
  }
})

function wordsOf(kind: 'digest' | LetterKind) {
  return kind === 'digest'
    ? renderEdition([samplePost()], config, ownTemplates)
    : renderLetter(kind, config, ownTemplates)
}

const local = fc.string({ unit: fc.constantFrom(..."abcXYZ019!#$%&*+/=?^_`{|}~-'"), minLength: 1, maxLength: 40 })
const token = fc.string({ unit: fc.constantFrom(...'abzAZ059-_.'), minLength: 43, maxLength: 60 })
const person = fc.record({
  id: fc.nat(),
  name: fc.option(fc.string({ unit: 'grapheme', maxLength: 80 }).map((name) => name.replace(/[\r\n\0]/g, ''))),
  address: local.map((before) => `${before}@readers.example`),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia'),
  cadence: fc.constantFrom(
    'instant' as const,
    'daily' as const,
    'weekly' as const,
    'monthly' as const,
    'site' as const,
  ),
  tokens: fc.record({ unsubscribe: token, preferences: token, confirm: token }),
})
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

const people = fc.uniqueArray(person, { minLength: 2, maxLength: 3, selector: ({ tokens }) => tokens.confirm })

test.each(KINDS)('every %s holds the values of its own reader, exactly, and nothing of another', async (kind) => {
  await fc.assert(
    fc.asyncProperty(people, async (readers) => {
      const mails = await Promise.all(readers.map((reader) => mailTo(kind, reader)))
      for (const [index, reader] of readers.entries()) {
        const { mail, source } = mails[index]!
        const own = personalOf(kind, reader)
        expect(mail.text?.trimEnd()).toBe(filled(kind, 'text', own).trimEnd())
        expect(mail.html?.trimEnd()).toBe(filled(kind, 'html', own).trimEnd())
        expect(mail.to?.map(({ address }) => address)).toEqual([reader.address])
        for (const other of readers)
          if (other !== reader) expectNothingOf(other, reader, `${source}${mail.text}${mail.html}`)
      }
    }),
    { numRuns: 40 },
  )
})

test.each(['confirmation', 'address'] as const)('the link to confirm of every %s is exact', async (kind) => {
  await fc.assert(
    fc.asyncProperty(person, async (reader) => {
      const { mail } = await mailTo(kind, reader)
      const link = `https://mail.example.org/list/confirm/${reader.tokens.confirm}`
      const hrefs = [...(mail.html ?? '').matchAll(/<a\s[^>]*href="([^"]*\/confirm\/[^"]*)"/g)].map(([, href]) => href)
      expect(hrefs).toEqual([link, link])
      expect(mail.text?.split('\n').filter((line) => line.includes('/confirm/'))).toEqual([link])
    }),
    { numRuns: 40 },
  )
})

async function mailTo(kind: Kind, { tokens, ...own }: Person) {
  const { prepared } = written.get(kind)!
  const { raw } = composeMessage(prepared, sampleDelivery({ ...own, kind }), subscriberLinks(config, tokens))
  return { mail: await PostalMime.parse(raw), source: raw.toString('latin1') }
}

function personalOf(kind: Kind, { tokens, ...own }: Person): Personal {
  const delivery = sampleDelivery(own)
  return {
    address: delivery.address,
    cadence: cadenceSentence({ ...delivery, topics: null }),
    unsubscribe: `https://mail.example.org/list/unsubscribe/${tokens.unsubscribe}`,
    preferences: `https://mail.example.org/list/preferences/${tokens.preferences}`,
    confirm: `https://mail.example.org/list/confirm/${tokens.confirm}`,
    web: `https://mail.example.org/list/editions/${written.get(kind)!.prepared.name}`,
  }
}

/** The frozen words with every token replaced, and nothing else. */
function filled(kind: Kind, part: 'text' | 'html', own: Personal): string {
  const { tokens, ...words } = written.get(kind)!
  const names = Object.keys(tokens) as (keyof Personal)[]
  return names.reduce((text, name) => text.replaceAll(tokens[name], () => shown(own[name], part)), words[part])
}

function shown(value: string, part: 'text' | 'html'): string {
  return part === 'text' ? value : value.replaceAll('&', '&amp;').replaceAll("'", '&#39;')
}

/** Tokens are too long to stand in a message by chance. */
function expectNothingOf({ tokens }: Person, reader: Person, message: string): void {
  const own = Object.values(reader.tokens)
  for (const foreign of Object.values(tokens)) if (!own.includes(foreign)) expect(message).not.toContain(foreign)
}
