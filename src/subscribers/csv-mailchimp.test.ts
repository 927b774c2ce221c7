import { describe, expect, it } from 'vitest'
import { read, states } from './csv.fixture.ts'

const MAILCHIMP =
  'Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,'

describe('a list of Mailchimp', () => {
  it('brings people with when and from where they asked and confirmed', async () => {
    const text = `${MAILCHIMP}LAST_CHANGED,LEID,EUID,NOTES,TAGS
ada@example.org,Ada,Lovelace,2,"2021-03-04 10:20:30",198.51.100.7,"2021-03-04 10:21:00",198.51.100.8,52.5,13.4,1,2,Europe/Berlin,DE,BE,"2022-01-01 00:00:00",123,abc,,"""VIP"",""Blog"""
`
    const { rows, header } = await read(text, { fileName: 'subscribed_members_export_15d17415eb.csv' })
    expect(rows).toEqual([
      {
        address: 'ada@example.org',
        key: 'ada@example.org',
        name: 'Ada Lovelace',
        preferences: { zone: 'Europe/Berlin' },
        state: 'active',
        askedAt: Date.UTC(2021, 2, 4, 10, 20, 30),
        askedFrom: '198.51.100.7',
        confirmedAt: Date.UTC(2021, 2, 4, 10, 21),
        confirmedFrom: '198.51.100.8',
      },
    ])
    expect(header?.system?.name).toBe('Mailchimp')
    expect(header?.ignored).toContain('TAGS')
  })

  const LEFT = `${MAILCHIMP}UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID,NOTES,TAGS
ada@example.org,Ada,,1,,,"2018-02-12 10:54:27",,,,,,,,,"2018-07-23 12:19:27",May,77,OTHER,"Too much,
really",1,a,,
eve@example.org,Eve,,1,,,"2018-02-12 10:54:27",,,,,,,,,"2018-07-24 12:00:00",,,SPAM,,2,b,,
`

  it('brings who left with when and why, and whoever calls it spam as a complaint', async () => {
    const { rows } = await read(LEFT, { fileName: 'unsubscribed_members_export_1.csv' })
    expect(rows).toMatchObject([
      { state: 'unsubscribed', endedAt: Date.UTC(2018, 6, 23, 12, 19, 27), leaveReason: 'OTHER: Too much, really' },
      { key: 'eve@example.org', state: 'complained', endedAt: Date.UTC(2018, 6, 24, 12) },
    ])
  })

  it('tells by the columns who left, whatever the file is called now', async () => {
    expect(states((await read(LEFT, { fileName: 'list.csv' })).rows)).toEqual({
      'ada@example.org': 'unsubscribed',
      'eve@example.org': 'complained',
    })
  })

  it('brings cleaned addresses as bounced', async () => {
    const text = `${MAILCHIMP}CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID,NOTES,TAGS
bob@example.org,Bob,,1,,,,,,,,,,,,"2020-03-23 17:30:05",,,1,a,,
`
    expect((await read(text, { fileName: 'cleaned_members_export_1.csv' })).rows).toMatchObject([
      { state: 'bounced', endedAt: Date.UTC(2020, 2, 23, 17, 30, 5) },
    ])
  })

  const CHANGED = `${MAILCHIMP}LAST_CHANGED,LEID,EUID,NOTES,TAGS\nada@example.org,,,1,,,,,,,,,,,,,1,a,,\n`

  it.each([
    ['subscribed_email_audience_export_1.csv', 'active'],
    ['nonsubscribed_members_export_1.csv', 'pending'],
    ['non-subscribed_members_export_1.csv', 'pending'],
    ['archived_members_export_1.csv', 'unsubscribed'],
    ['Cleaned_members_export_1.csv', 'bounced'],
  ])('takes everybody in %s as %s', async (fileName, state) => {
    expect(states((await read(CHANGED, { fileName })).rows)).toEqual({ 'ada@example.org': state })
  })

  it('is refused when nothing tells whether people of it get mail', async () => {
    expect((await read(CHANGED, { fileName: 'list.csv' })).results).toEqual([
      { line: 1, error: expect.stringContaining('Give it with --state'), whole: true },
    ])
    expect(states((await read(CHANGED, { fileName: 'list.csv', state: 'active' })).rows)).toEqual({
      'ada@example.org': 'active',
    })
  })

  it('holds the address in its first column, whatever that is called', async () => {
    const text = 'Deine E-Mail Adresse,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME\nada@example.org,2,,\n'
    expect(states((await read(text, { fileName: 'subscribed_x.csv' })).rows)).toEqual({ 'ada@example.org': 'active' })
  })
})
