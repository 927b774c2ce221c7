import { describe, expect, it } from 'vitest'
import type { DeliveryState } from './delivery.ts'
import { mayBecome, TRANSITIONS } from './states.ts'

const ALL = Object.keys(TRANSITIONS) as DeliveryState[]

describe('mayBecome', () => {
  it('sends only what was claimed', () => {
    expect(ALL.filter((state) => mayBecome(state, 'sending'))).toEqual(['claimed'])
  })

  it('accepts only what was being sent', () => {
    expect(ALL.filter((state) => mayBecome(state, 'accepted'))).toEqual(['sending'])
  })

  it('never takes back the intent to send', () => {
    expect(mayBecome('sending', 'ready')).toBe(false)
    expect(mayBecome('sending', 'claimed')).toBe(false)
    expect(mayBecome('sending', 'cancelled')).toBe(false)
  })

  it.each(['accepted', 'bounced', 'cancelled'] as const)('ends at %s', (state) => {
    expect(ALL.filter((next) => mayBecome(state, next))).toEqual([])
  })

  it.each(['ready', 'claimed', 'deferred', 'in_doubt'] as const)('can cancel what is %s', (state) => {
    expect(mayBecome(state, 'cancelled')).toBe(true)
  })

  it('reaches an end from every state', () => {
    const ends = new Set<DeliveryState>(['accepted', 'bounced', 'cancelled'])
    for (let round = 0; round < ALL.length; round++) {
      for (const state of ALL) if (TRANSITIONS[state].some((next) => ends.has(next))) ends.add(state)
    }
    expect([...ends].sort()).toEqual([...ALL].sort())
  })
})
