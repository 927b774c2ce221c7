import { describe, expect, it } from 'vitest'
import { balance } from './sums.ts'

const none = { accepted: 0, deferred: 0, bounced: 0, inDoubt: 0, queued: 0, cancelled: 0 }

describe('balance', () => {
  it('is done when every delivery came to an end', () => {
    expect(balance({ ...none, accepted: 95, bounced: 2, inDoubt: 1, cancelled: 2 }, 100)).toEqual({
      balanced: true,
      done: true,
      missing: 0,
      left: 0,
      sentence: 'Done: 95 accepted, 2 bounced, 1 in doubt, 2 cancelled of 100.',
    })
  })

  it('is not done while something is queued or deferred', () => {
    expect(balance({ ...none, accepted: 90, queued: 7, deferred: 3 }, 100)).toMatchObject({
      balanced: true,
      done: false,
      left: 10,
      sentence: '10 of 100 left: 7 queued, 3 deferred; 90 accepted.',
    })
  })

  it('is not done when a delivery is missing', () => {
    expect(balance({ ...none, accepted: 99 }, 100)).toMatchObject({
      balanced: false,
      done: false,
      missing: 1,
      sentence:
        'The ledger does not add up: 100 planned, but 99 accepted. Send nothing more before the difference is explained.',
    })
  })

  it('is not done when there are more than were planned', () => {
    expect(balance({ ...none, accepted: 101 }, 100)).toMatchObject({ done: false, missing: -1 })
  })

  it('does not let a count below zero make up for another', () => {
    expect(balance({ ...none, accepted: 101, queued: -1 }, 100)).toMatchObject({ balanced: false, done: false })
  })

  it('names the empty ledger when deliveries were planned', () => {
    expect(balance(none, 3).sentence).toContain('3 planned, but none found.')
  })

  it('is done when nothing was planned', () => {
    expect(balance(none, 0)).toMatchObject({ done: true, sentence: 'Nothing was planned.' })
  })
})
