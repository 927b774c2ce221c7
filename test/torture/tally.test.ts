import { describe, expect, it } from 'vitest'
import { type Acceptance, boundOf, type LedgerRow, peakRate, sum, tally, type Wanted } from './tally.ts'

const PLANNED = Date.UTC(2024, 4, 20, 8)
const ADA = 'ada@example.org'
const BEN = 'ben@example.org'

function taken(delivery: number, to: string, ...marks: string[]): Acceptance {
  return { id: `<${delivery}.${PLANNED.toString(36)}.abc@blog.example.org>`, to, marks, at: PLANNED }
}

function row(id: number, address: string, state: LedgerRow['state'], resends = 0): LedgerRow {
  return { id, plannedAt: PLANNED, address, state, resends }
}

const BOTH = { readers: [ADA, BEN], marks: ['mark-1'] }
const EACH_ONCE = [taken(1, ADA, 'mark-1'), taken(2, BEN, 'mark-1')]

describe('a tally', () => {
  it('finds nothing wrong where each got each post once', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'accepted')]
    expect(tally(EACH_ONCE, ledger, BOTH, 0)).toEqual({
      ...{ planned: 2, lost: 0, doubled: 0, inDoubt: 0, bound: 0, problems: [] },
    })
  })

  it('calls a delivery lost that the ledger has as accepted and the server never took', () => {
    const { lost, problems } = tally(
      [taken(1, ADA, 'mark-1')],
      [row(1, ADA, 'accepted'), row(2, BEN, 'accepted')],
      BOTH,
      0,
    )
    expect([lost, problems]).toEqual([1, ['1 lost']])
  })

  it('calls a post lost that was never planned for somebody', () => {
    const { lost } = tally([taken(1, ADA, 'mark-1')], [row(1, ADA, 'accepted')], BOTH, 0)
    expect(lost).toBe(1)
  })

  it('does not call lost what is in doubt', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'in_doubt')]
    expect(tally([taken(1, ADA, 'mark-1')], ledger, BOTH, 0)).toMatchObject({ lost: 0, problems: [] })
  })

  it.each([
    'bounced',
    'cancelled',
  ] as const)('calls lost what is %s, unless the row wants it so for the address', (end) => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, end)]
    const lostWith = (wanted: Partial<Wanted>) =>
      tally([taken(1, ADA, 'mark-1')], ledger, { ...BOTH, ...wanted }, 0).lost
    expect([lostWith({ [end]: [BEN] }), lostWith({ [end]: [ADA] }), lostWith({})]).toEqual([0, 1, 1])
  })

  it('calls lost what a run cancelled that took over the claims of a killed one', () => {
    const ledger = [
      row(1, ADA, 'accepted', 1),
      row(2, BEN, 'cancelled'),
      row(3, ADA, 'accepted'),
      row(4, BEN, 'accepted'),
    ]
    const came = [taken(1, ADA, 'mark-1'), taken(3, ADA, 'mark-2'), taken(4, BEN, 'mark-2')]
    expect(tally(came, ledger, { ...BOTH, marks: ['mark-1', 'mark-2'] }, 7)).toMatchObject({
      ...{ lost: 1, problems: ['1 lost'] },
    })
  })

  it('calls lost what a worker cancelled that was told to stop', () => {
    const ledger = [row(1, ADA, 'cancelled'), row(2, BEN, 'cancelled')]
    expect(tally([], ledger, BOTH, 0)).toMatchObject({ lost: 2, problems: ['2 lost'] })
  })

  it('excuses one post for each delivery that may end without mail, and no other post of the reader', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'in_doubt')]
    const wanted = { readers: [ADA, BEN], marks: ['mark-1', 'mark-2'] }
    expect(tally([taken(1, ADA, 'mark-1', 'mark-2')], ledger, wanted, 0).lost).toBe(1)
  })

  it('finds more in doubt than there may be', () => {
    const ledger = [row(1, ADA, 'accepted', 1), row(2, BEN, 'accepted', 1)]
    expect(tally(EACH_ONCE, ledger, BOTH, 9, 2).problems).toEqual([])
    expect(tally(EACH_ONCE, ledger, BOTH, 9, 1).problems).toEqual(['2 in doubt, and at most 1 may be'])
  })

  it('allows an extra copy of what was in doubt, as often as the bound says', () => {
    const copies = [...EACH_ONCE, taken(2, BEN, 'mark-1')]
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'accepted', 1)]
    expect(tally(copies, ledger, BOTH, 1)).toMatchObject({ doubled: 1, inDoubt: 1, problems: [] })
    expect(tally(copies, ledger, BOTH, 0).problems).toEqual(['1 doubled, and at most 0 may be'])
  })

  it('does not allow an extra copy that the ledger was not in doubt of', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'accepted')]
    expect(tally([...EACH_ONCE, taken(2, BEN, 'mark-1')], ledger, BOTH, 9).problems).toEqual([
      '1 doubled that the ledger was not in doubt of',
    ])
  })

  it('finds the same post in two editions for one reader', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'accepted'), row(3, BEN, 'accepted')]
    expect(tally([...EACH_ONCE, taken(3, BEN, 'mark-1')], ledger, BOTH, 9)).toMatchObject({
      doubled: 1,
      problems: ['1 times the same post in two editions'],
    })
  })

  it('wants every delivery to come to an end', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'deferred')]
    expect(tally(EACH_ONCE, ledger, BOTH, 0).problems).toEqual(['1 not brought to an end'])
  })

  it('finds a message that the ledger knows nothing of', () => {
    expect(tally(EACH_ONCE, [row(1, ADA, 'accepted')], BOTH, 0).problems).toEqual([
      '1 taken that the ledger does not know',
    ])
  })

  it('finds a bounce that was no bounce', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'bounced')]
    expect(tally(EACH_ONCE, ledger, BOTH, 0).problems).toEqual(['1 bounced, but taken'])
  })

  it('finds mail that was cancelled although it was taken', () => {
    const ledger = [row(1, ADA, 'accepted'), row(2, BEN, 'cancelled')]
    expect(tally(EACH_ONCE, ledger, BOTH, 0).problems).toEqual(['1 cancelled, but taken'])
  })
})

it('K is one message for each connection and what a commit interval of 5 ms brings', () => {
  expect([boundOf(5, 0), boundOf(5, 300), boundOf(5, 3000)]).toEqual([5, 7, 20])
})

it('the rate is that of the busiest tenth of a second', () => {
  expect(peakRate([0, 10, 99, 100, 950].map((at) => ({ at })))).toBe(30)
  expect(peakRate([])).toBe(0)
})

it('several tallies make one', () => {
  const one = tally(EACH_ONCE, [row(1, ADA, 'accepted')], BOTH, 2)
  expect(sum([one, one])).toMatchObject({ planned: 2, lost: 0, bound: 4, problems: [...one.problems, ...one.problems] })
})
