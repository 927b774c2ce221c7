import { describe, expect, it } from 'vitest'
import { read, states } from './csv.fixture.ts'

describe('a list of another system', () => {
  it('is one of Substack: who gets mail says email_disabled, not who pays', async () => {
    const text = `email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at
ada@example.org,true,2026-12-01T00:00:00.000Z,yearly,false,2024-02-01T10:00:00.000Z,2024-02-01T10:00:00.000Z
bob@example.org,false,,other,false,2024-01-15T10:00:00.000Z,
eve@example.org,true,2026-06-01T00:00:00.000Z,monthly,true,2024-03-01T10:00:00.000Z,
`
    const { rows, header } = await read(text)
    expect(header).toMatchObject({
      system: { name: 'Substack' },
      ignored: ['active_subscription', 'expiry', 'plan', 'first_payment_at'],
    })
    expect(rows).toMatchObject([{ createdAt: Date.UTC(2024, 1, 1, 10) }, {}, { state: 'unsubscribed' }])
    expect(states(rows)).toMatchObject({ 'ada@example.org': undefined, 'bob@example.org': undefined })
  })

  it('is one of Ghost', async () => {
    const text = `id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers
624d445026833200a5801bce,ada@example.org,Ada,"met at
a fair",true,false,,2022-04-06T07:42:08.000Z,,VIP,
624d445026833200a5801bcf,eve@example.org,"'=Eve",,false,false,,2022-04-06T07:42:08.000Z,,,
624d445026833200a5801bd0,bob@example.org,Bob,,true,false,,2022-04-06T07:42:08.000Z,2023-01-01T00:00:00.000Z,,
`
    const { rows, header } = await read(text)
    expect(header?.system?.name).toBe('Ghost')
    expect(rows).toEqual([
      {
        ...{ address: 'ada@example.org', key: 'ada@example.org', name: 'Ada', preferences: {} },
        createdAt: Date.UTC(2022, 3, 6, 7, 42, 8),
      },
      expect.objectContaining({ name: '=Eve', state: 'unsubscribed' }),
      expect.objectContaining({ name: 'Bob', state: 'unsubscribed', endedAt: Date.UTC(2023, 0, 1) }),
    ])
  })

  it('is one of Buttondown, with its own words for who pays', async () => {
    const text = `id,email,notes,metadata,tags,type,creation_date,unsubscription_date,undeliverability_date,ip_address,source
1,ada@example.org,,{},"a,b",regular,2024-01-15T10:00:00.123456+00:00,,,198.51.100.7,api
2,bob@example.org,,{},,churned,2024-01-15T10:00:00Z,,,,
3,eve@example.org,,{},,unactivated,2024-01-15T10:00:00Z,,,,
4,kim@example.org,,{},,unsubscribed,2024-01-15T10:00:00Z,2024-05-01T00:00:00Z,,,
5,lou@example.org,,{},,undeliverable,2024-01-15T10:00:00Z,,2024-06-01T00:00:00Z,,
6,mia@example.org,,{},,complained,2024-01-15T10:00:00Z,,,,
7,zed@example.org,,{},,mysterious,2024-01-15T10:00:00Z,,,,
`
    const { rows, header, results } = await read(text)
    expect(header).toMatchObject({
      system: { name: 'Buttondown' },
      ignored: ['id', 'notes', 'metadata', 'tags', 'source'],
    })
    expect(states(rows.slice(0, 6))).toEqual({
      'ada@example.org': 'active',
      'bob@example.org': 'active',
      'eve@example.org': 'pending',
      'kim@example.org': 'unsubscribed',
      'lou@example.org': 'bounced',
      'mia@example.org': 'complained',
    })
    expect(rows[0]).toMatchObject({ createdAt: Date.UTC(2024, 0, 15, 10, 0, 0, 123), askedFrom: '198.51.100.7' })
    expect(rows[3]).toMatchObject({ endedAt: Date.UTC(2024, 4, 1) })
    expect(results[6]).toEqual({ line: 8, error: expect.stringContaining('state "mysterious" is unknown') })
  })

  it('is one of listmonk, which does not tell who left a list', async () => {
    const text = `uuid,email,name,attributes,status,created_at,updated_at
6b1cf8b4-1,ada@example.org,Ada,"{""city"": ""Berlin""}",enabled,2024-01-15 10:00:00.123456 +0100 CET,2024-01-15 10:00:00 +0000 UTC
6b1cf8b4-2,eve@example.org,Eve,{},blocklisted,2024-01-15 10:00:00 +0000 UTC,2024-01-15 10:00:00 +0000 UTC
`
    const { rows, header } = await read(text)
    expect(header?.system?.note).toContain('--state unsubscribed')
    expect(rows).toMatchObject([
      { state: 'active', createdAt: Date.UTC(2024, 0, 15, 9, 0, 0, 123) },
      { state: 'unsubscribed' },
    ])
    expect(states((await read(text, { state: 'unsubscribed' })).rows)).toEqual({
      'ada@example.org': 'unsubscribed',
      'eve@example.org': 'unsubscribed',
    })
  })

  it('is one of Kit', async () => {
    const text = `first_name,email,state,created_at,tags
Ada,ada@example.org,active,2022-09-10T11:12:13Z,"VIP, Berlin"
Bob,bob@example.org,cancelled,2022-09-10 11:12:13 UTC,
Eve,eve@example.org,inactive,2022-09-10 11:12:13 UTC,
Kim,kim@example.org,bounced,2022-09-10 11:12:13 UTC,
Lou,lou@example.org,complained,2022-09-10 11:12:13 UTC,
`
    const { rows, header } = await read(text)
    expect(header?.system?.name).toBe('Kit')
    expect(Object.values(states(rows))).toEqual(['active', 'unsubscribed', 'pending', 'bounced', 'complained'])
    expect(rows[0]).toMatchObject({ name: 'Ada', preferences: {}, createdAt: Date.UTC(2022, 8, 10, 11, 12, 13) })
  })

  it('is one of MailerLite', async () => {
    const text = `Subscriber,Name,Status,Sent,Opens,Clicks,Subscribed,Signup IP,Opt-in date,Opt-in IP,Unsubscribed
ada@example.org,Ada,active,10,5,1,2023-01-02 03:04:05,198.51.100.7,2023-01-02 03:05:00,198.51.100.8,
bob@example.org,Bob,unsubscribed,10,5,1,2023-01-02 03:04:05,,,,2023-06-01 00:00:00
eve@example.org,Eve,junk,10,5,1,2023-01-02 03:04:05,,,,
kim@example.org,Kim,unconfirmed,0,0,0,2023-01-02 03:04:05,,,,
`
    const { rows, header } = await read(text)
    expect(header?.system?.name).toBe('MailerLite')
    expect(Object.values(states(rows))).toEqual(['active', 'unsubscribed', 'complained', 'pending'])
    expect(rows[0]).toMatchObject({
      ...{ askedAt: Date.UTC(2023, 0, 2, 3, 4, 5), askedFrom: '198.51.100.7' },
      ...{ confirmedAt: Date.UTC(2023, 0, 2, 3, 5), confirmedFrom: '198.51.100.8' },
    })
    expect(rows[1]).toMatchObject({ endedAt: Date.UTC(2023, 5, 1) })
  })

  it('is one of beehiiv', async () => {
    const text = `email,First Name,Last Name,status,tier,created_at,stripe_customer_id,unsubscribed_at
ada@example.org,Ada,Lovelace,active,free,2023-03-24 10:23:10 UTC,,
bob@example.org,Bob,,inactive,free,2023-03-24 10:36:48 UTC,,
eve@example.org,Eve,,active,free,2023-03-24 10:36:48 UTC,,2023-05-01 00:00:00 UTC
`
    const { rows, header } = await read(text)
    expect(header?.system?.name).toBe('beehiiv')
    expect(Object.values(states(rows))).toEqual(['active', 'unsubscribed', 'unsubscribed'])
  })

  it('may hold a time zone that nobody knows, and a date of zeros', async () => {
    const text =
      'email,active_subscription,email_disabled,created_at,timezone\nada@example.org,,false,0000-00-00 00:00:00,Berlin time\n'
    expect((await read(text)).rows).toEqual([
      { address: 'ada@example.org', key: 'ada@example.org', name: null, preferences: {} },
    ])
  })
})

describe('a plain list', () => {
  it.each([
    ['unsubscribed', 'yes', 'unsubscribed'],
    ['unsubscribed', '2024-05-01', 'unsubscribed'],
    ['unsubscribed', '1 May 2024', 'unsubscribed'],
    ['unsubscribed', 'no', undefined],
    ['unsubscribed', '', undefined],
    ['subscribed', 'true', undefined],
    ['subscribed', 'false', 'unsubscribed'],
    ['subscribed', '2024-05-01', undefined],
    ['bounced', '1', 'bounced'],
    ['complained', 'Y', 'complained'],
    ['status', 'Blacklisted', 'unsubscribed'],
  ])('with %s "%s" brings somebody as %s', async (column, cell, state) => {
    const { rows } = await read(`email,${column}\nada@example.org,${cell}\n`)
    expect(states(rows)).toEqual({ 'ada@example.org': state })
  })

  it('takes what keeps most mail away where its columns differ', async () => {
    const { rows } = await read('email,status,unsubscribed,bounced\nada@example.org,active,2024-05-01,2024-06-01\n')
    expect(rows).toMatchObject([{ state: 'bounced', endedAt: Date.UTC(2024, 5, 1) }])
  })

  it('takes the state that a person gives it, unless a row says that even less mail is wanted', async () => {
    const text = 'email,status\nada@example.org,\nbob@example.org,active\neve@example.org,complained\n'
    expect(Object.values(states((await read(text, { state: 'unsubscribed' })).rows))).toEqual([
      'unsubscribed',
      'unsubscribed',
      'complained',
    ])
  })
})
