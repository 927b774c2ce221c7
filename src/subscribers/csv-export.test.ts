import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from './address.ts'
import { readCsv } from './csv.ts'
import { freeText, guard, readFreeText, unguard } from './csv-cell.ts'
import type { KeptConsent } from './csv-consents.ts'
import { csvHeader, csvLine, type Listed, suppressedLine } from './csv-export.ts'
import { parseName } from './name.ts'
import type { Preferences, Subscriber } from './subscriber.ts'

const ada: Subscriber = {
  id: 890671157508345,
  address: 'ada@example.org',
  name: 'Lovelace, "Ada"',
  state: 'active',
  cadence: 'weekly',
  hour: 8,
  weekday: 1,
  monthday: 1,
  zone: 'Europe/Berlin',
  topics: ['rust', 'c++'],
  cursor: 7,
  dueAt: Date.UTC(2024, 4, 20, 6),
  tokenEpoch: 2,
  createdAt: Date.UTC(2024, 4, 1),
  confirmedAt: Date.UTC(2024, 4, 2, 8, 0, 0, 1),
  endedAt: null,
  source: 'command line',
  pausedUntil: null,
  leaveReason: null,
}
const listed = (more: Partial<Subscriber>): Listed => ({
  subscriber: { ...ada, ...more },
  suppression: null,
  consents: [],
})

describe('csvLine', () => {
  it('stands under the header, quoted where it must be', () => {
    expect(csvHeader).toBe(
      'address,name,state,cadence,hour,weekday,monthday,zone,topics,cursor,due_at,paused_until,token_epoch,created_at,confirmed_at,ended_at,leave_reason,source,id,suppression,suppression_detail,suppressed_at,consents',
    )
    expect(csvLine(listed({}))).toBe(
      'ada@example.org,"Lovelace, ""Ada""",active,weekly,8,1,1,Europe/Berlin,"rust,c++",7,2024-05-20T06:00:00.000Z,,2,2024-05-01T00:00:00.000Z,2024-05-02T08:00:00.001Z,,,command line,890671157508345,,,,',
    )
  })

  it('leaves no cell that a spreadsheet takes for a formula', () => {
    const line = csvLine(listed({ name: '=HYPERLINK("x")', topics: ['-1'], source: '@list', leaveReason: '+1' }))
    expect(line).toContain(`"'=HYPERLINK(""x"")"`)
    expect(line).toContain(",'-1,")
    expect(line).toContain(",'+1,'@list,")
  })

  it('writes what somebody said in several lines as one', () => {
    expect(csvLine(listed({ leaveReason: 'Too much.\nSorry!' }))).toContain(String.raw`,"""Too much.\nSorry!""",`)
  })

  it('gives every fact back when it is read again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyListed, { selector: ({ subscriber }) => subscriber.address.toLowerCase() }),
        async (all) => {
          const text = [csvHeader, ...all.map(csvLine), ''].join('\n')
          expect((await Array.fromAsync(readCsv(text))).map(restored)).toEqual(all)
        },
      ),
    )
  })
})

describe('suppressedLine', () => {
  it.each([
    'eve@example.org',
    `forgotten:${'a_-Z'.repeat(11).slice(1)}`,
  ])('brings back that %s gets no mail', async (key) => {
    const suppression = { key, reason: 'bounced', detail: '550 5.1.1\r\nno such user', at: 1_700_000_000_123 } as const
    const results = await Array.fromAsync(readCsv(`${csvHeader}\n${suppressedLine(suppression)}\n`))
    expect(results).toEqual([{ line: 2, suppression }])
  })
})

describe('a cell of free text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom("'", '"', '=', '+', '-', '@', 'a', ' ', '\n', '\r', '\u0085', '\ufffd') }),
  )

  it('gives back exactly the text that it was made of', () => {
    fc.assert(fc.property(anyText, (text) => readFreeText(freeText(text)) === text))
  })

  it('is one line, and never a formula', () => {
    fc.assert(fc.property(anyText, (text) => !/[\p{Cc}\ufffd]|^[=+\-@]|^$/u.test(freeText(text))))
  })

  it('loses exactly the apostrophe that guards it', () => {
    fc.assert(fc.property(anyText, (text) => unguard(guard(text)) === text))
    expect(unguard("'t Hooft")).toBe("'t Hooft")
  })
})

const anyTime = fc.integer({ min: 0, max: Date.UTC(2200, 0) })
const anyName = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '"', ',', ';', ' ', 'a', '\ufffd'), maxLength: 12 }),
  )
  .map((text) => parseName(text))
  .filter((read) => 'name' in read)
  .map(({ name }) => name)
const anyAddress = fc
  .emailAddress()
  .map((text) => parseAddress(text))
  .filter((read) => 'address' in read)
  .map(({ address }) => address)
const anyWords = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' a ', '"', '=1', 'one\ntwo', '\u0000'))

const anyPreferences: { [Name in keyof Preferences]: fc.Arbitrary<Preferences[Name]> } = {
  cadence: fc.constantFrom('instant', 'daily', 'weekly', 'monthly', 'site'),
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.integer({ min: 1, max: 7 }),
  monthday: fc.integer({ min: 1, max: 31 }),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia', 'Asia/Kolkata'),
  topics: fc.constantFrom(null, ['rust'], ['c++', '-x', '=1'], ['"quoted"', "'=a"], ['王', 'caf\u00e9']),
}

const anySubscriber: fc.Arbitrary<Subscriber> = fc.record({
  ...anyPreferences,
  id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  address: anyAddress,
  name: anyName,
  state: fc.constantFrom('pending', 'active', 'unsubscribed', 'bounced', 'complained'),
  cursor: fc.nat(),
  dueAt: anyTime,
  tokenEpoch: fc.nat(),
  createdAt: anyTime,
  confirmedAt: fc.option(anyTime),
  endedAt: fc.option(anyTime),
  pausedUntil: fc.option(anyTime),
  leaveReason: fc.option(anyWords),
  source: anyWords,
})

const anyConsent: fc.Arbitrary<KeptConsent> = fc
  .record({
    id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    kind: fc.constantFrom('subscribe', 'address'),
    address: anyAddress,
    source: anyWords,
    client: anyWords,
    wording: anyWords,
    preferences: fc.option(fc.record(anyPreferences)),
    nonce: fc.string(),
    askedAt: anyTime,
    expiresAt: anyTime,
    plannedAt: fc.option(anyTime),
    confirmedAt: fc.option(anyTime),
    confirmedFrom: fc.option(anyWords),
    welcomedAt: fc.option(anyTime),
  })
  .map((consent) => ({ ...consent, addressKey: consent.address.toLowerCase() }) as KeptConsent)

const anyListed: fc.Arbitrary<Listed> = fc
  .record({
    subscriber: anySubscriber,
    suppression: fc.option(
      fc.record({ reason: fc.constantFrom('unsubscribed', 'bounced', 'complained'), detail: anyWords, at: anyTime }),
    ),
    consents: fc.array(anyConsent, { maxLength: 3 }),
  })
  .map(({ subscriber, suppression, consents }) => {
    const key = subscriber.address.toLowerCase()
    return { subscriber, suppression: suppression && { key, ...suppression }, consents } as Listed
  })

function restored(result: object): unknown {
  if (!('row' in result)) return result
  const { key: _, preferences, suppression = null, consents = [], ...rest } = result.row as Record<string, unknown>
  const absent = { pausedUntil: null, leaveReason: null, confirmedAt: null, endedAt: null }
  return { subscriber: { ...absent, ...(preferences as object), ...rest }, suppression, consents }
}
