import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from './address.ts'
import { csvHeader, csvLine, readCsv } from './csv.ts'
import { guard, unguard } from './csv-cell.ts'
import { parseName } from './name.ts'
import type { Subscriber } from './subscriber.ts'

const ada: Subscriber = {
  id: 1,
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
}

describe('csvLine', () => {
  it('stands under the header, quoted where it must be', () => {
    expect(csvHeader).toBe(
      'address,name,state,cadence,hour,weekday,monthday,zone,topics,cursor,due_at,token_epoch,created_at,confirmed_at,ended_at,source',
    )
    expect(csvLine(ada)).toBe(
      'ada@example.org,"Lovelace, ""Ada""",active,weekly,8,1,1,Europe/Berlin,"rust,c++",7,2024-05-20T06:00:00.000Z,2,2024-05-01T00:00:00.000Z,2024-05-02T08:00:00.001Z,,command line',
    )
  })

  it('leaves no cell that a spreadsheet takes for a formula', () => {
    const line = csvLine({ ...ada, name: '=HYPERLINK("x")', topics: ['-1'], source: '@list' })
    expect(line).toContain(`"'=HYPERLINK(""x"")"`)
    expect(line).toContain(",'-1,")
    expect(line).toMatch(/,'@list$/)
  })

  it('gives every field but the id back when it is read again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anySubscriber, { selector: ({ address }) => address.toLowerCase() }),
        async (all) => {
          const text = [csvHeader, ...all.map(csvLine), ''].join('\n')
          expect((await Array.fromAsync(readCsv(text))).map(restored)).toEqual(all)
        },
      ),
    )
  })
})

describe('unguard', () => {
  it('takes away exactly what guard put there', () => {
    const anyText = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', 'a', ' ') }))
    fc.assert(fc.property(anyText, (text) => unguard(guard(text)) === text))
  })

  it('leaves an apostrophe that guards nothing', () => {
    expect(unguard("'t Hooft")).toBe("'t Hooft")
  })
})

const anyTime = fc.integer({ min: 0, max: Date.UTC(2200, 0) })
const anyLine = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.normalize('NFC').trim())
const anyName = fc
  .oneof(anyLine, fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '"', ',', ';', ' ', 'a'), maxLength: 12 }))
  .map((text) => parseName(text))
  .filter((read) => 'name' in read)
  .map(({ name }) => name)
  .filter((name) => !name?.includes('\ufffd'))
const anyAddress = fc
  .emailAddress()
  .map((text) => parseAddress(text))
  .filter((read) => 'address' in read)
  .map(({ address }) => address)

const anySubscriber: fc.Arbitrary<Subscriber> = fc.record({
  id: fc.constant(0),
  address: anyAddress,
  name: anyName,
  state: fc.constantFrom('pending', 'active', 'unsubscribed', 'bounced', 'complained'),
  cadence: fc.constantFrom('instant', 'daily', 'weekly', 'monthly'),
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.integer({ min: 1, max: 7 }),
  monthday: fc.integer({ min: 1, max: 31 }),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia', 'Asia/Kolkata'),
  topics: fc.constantFrom(null, ['rust'], ['c++', '-x', '=1'], ['"quoted"', "'=a"], ['王', 'caf\u00e9']),
  cursor: fc.nat(),
  dueAt: anyTime,
  tokenEpoch: fc.nat(),
  createdAt: anyTime,
  confirmedAt: fc.option(anyTime),
  endedAt: fc.option(anyTime),
  source: fc.constantFrom('command line', 'import list.csv', '=evil', "a, 'b'; c"),
})

function restored(result: object): unknown {
  if (!('row' in result)) return result
  const { key: _, preferences, ...rest } = result.row as { key: string; preferences: object }
  return { id: 0, confirmedAt: null, endedAt: null, ...preferences, ...rest }
}
