import { describe, expect, it } from 'vitest'
import { type Alarm, alarmLine, mergeAlarms, raiseAlarm } from './alarms.ts'

const raised = (...replies: string[]) => {
  const alarms: Alarm[] = []
  for (const reply of replies) raiseAlarm(alarms, reply, 'readers.example')
  return alarms
}

describe('an alarm', () => {
  it('is one for each code and domain, without addresses', () => {
    expect(raised('550 5.7.26 no SPF for ada@blog.example', '550 5.7.26 again', '554 5.7.1 blocked')).toEqual([
      { reply: '550 5.7.26 no SPF for (an address)', domain: 'readers.example', count: 2 },
      { reply: '554 5.7.1 blocked', domain: 'readers.example', count: 1 },
    ])
  })

  it('of this run and one that came back are one', () => {
    const [spf, blocked] = raised('550 5.7.26 no SPF', '554 5.7.1 blocked') as [Alarm, Alarm]
    const elsewhere = { ...spf, domain: 'other.example' }
    expect(mergeAlarms([{ ...spf, reply: '5.7.26 seen later', count: 2 }], [spf, blocked, elsewhere])).toEqual([
      { reply: '5.7.26 seen later', domain: 'readers.example', count: 3 },
      blocked,
      elsewhere,
    ])
  })

  it('is not raised by a mailbox that is gone or full', () => {
    expect(raised('550 5.1.1 unknown', '552 5.2.2 full', '550 no')).toEqual([])
  })

  it.each([
    '550 5.1.8 bad sender',
    '550 5.1.7 bad sender',
    '550 relaying denied',
    '554 blocked using zen.spamhaus.org',
    '550 5.7.1 no',
  ])('is raised by %j', (reply) => {
    expect(raised(reply)).toMatchObject([{ reply, count: 1 }])
  })

  it.each(['451 4.7.1 later', '550 5.1.1 unknown', 'what?'])('is not raised by %j', (reply) => {
    expect(raised(reply)).toEqual([])
  })

  it.each([
    ['550 5.7.23 refused', 'SPF record'],
    ['550 5.7.20 no signature', 'DKIM record'],
    ['550 5.7.26 unauthenticated', 'SPF, DKIM and DMARC'],
    ['550 5.7.25 no PTR', 'PTR'],
    ['550 5.7.1 rejected by DMARC policy', 'SPF, DKIM and DMARC'],
    ['554 5.7.1 blocked', 'blocklist'],
  ])('of %j names its fix', (reply, fix) => {
    expect(alarmLine({ reply, domain: 'readers.example', count: 3 })).toMatch(
      new RegExp(`^readers\\.example refused 3 messages because of the sender: ${reply}\\. .*${fix}`),
    )
  })
})
