import { expect, it, onTestFinished } from 'vitest'
import { type Script, startScriptedSmtp } from '../../test/support/scripted-smtp.ts'
import { Clock, makeSite, post, publishAt } from '../../test/support/site.ts'
import { addSubscriber, type NewSubscriber } from '../store/add-subscriber.ts'
import { suppress, unsubscribe } from '../store/subscribers.ts'
import { tellWhy } from './why-story.ts'

const ADA = 'ada@example.org'
const START = '2026-05-01T10:00'
const INSTANT = { cadence: 'instant', hour: 8, weekday: 1, monthday: 1, zone: 'Europe/Berlin', topics: null } as const

/** A live site with a post of 1 May, and Ada who gets instant digests unless `changes` say otherwise. */
async function siteOfAda(changes: Partial<NewSubscriber> = {}, script?: Script) {
  const smtp = await startScriptedSmtp(script)
  onTestFinished(smtp.close)
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const clock = new Clock(START)
  const app = await site.open(clock, { SMTP_URL: smtp.url })
  const { db } = app.store
  const same = { address: ADA, addressKey: ADA, name: null, source: 'command line', cursor: 0 }
  const rest = { preferences: INSTANT, state: 'active' as const, now: clock.now, dueAt: clock.now }
  const added = await addSubscriber(db, { ...same, ...rest, ...changes })
  const id = added.kind === 'added' ? added.subscriber.id : 0
  const publish = (time = START) => publishAt(app, clock, time)
  return { app, db, clock, site, smtp, id, publish }
}

async function why({ app }: Pick<Awaited<ReturnType<typeof siteOfAda>>, 'app'>, address = ADA, flags = {}) {
  const printed: string[] = []
  const terminal = { signal: new AbortController().signal, isTerminal: false, say: () => {} }
  const print = (text: string) => void printed.push(text)
  expect(await tellWhy(app, address, flags, { ...terminal, print })).toBe(0)
  const out = printed.join('\n')
  return { out, answer: out.split('\n').at(-1) }
}

it('says when their server took the latest, in the zone of the site', async () => {
  const ada = await siteOfAda()
  await ada.publish()
  const { out, answer } = await why(ada)
  expect(out).toContain(`${ADA}: active (times in Europe/Berlin)`)
  expect(out).toContain(
    '"One" (edition 1, message 1), planned 2026-05-01 12:00:\n  2026-05-01 12:00 accepted: 250 2.0.0 kept.',
  )
  expect(answer).toMatch(/^Their mail server took "One" 2026-05-01 12:00 and answered: 250 2\.0\.0 kept\./)
})

it('tells each attempt and when the next one is', async () => {
  const ada = await siteOfAda({}, (stage) => (stage === 'rcpt' ? { reply: '450 4.2.0 greylisted' } : undefined))
  await ada.publish()
  await ada.publish('2026-05-01T10:10')
  const { out, answer } = await why(ada)
  expect(out.match(/ deferred: 450 4\.2\.0 greylisted\./g)).toHaveLength(2)
  expect(answer).toMatch(
    /^They have not got "One" yet: it is tried again 2026-05-01 12:\d\d: 450 4\.2\.0 greylisted\.$/,
  )
})

it('tells what came back after a server had taken it', async () => {
  const ada = await siteOfAda()
  await ada.publish()
  const about = { subscriber_id: ada.id, delivery_id: 1, edition_id: 1, source: 'inbound', is_hard: 0 }
  const told = { status: '5.2.2', detail: 'mailbox full', at: Date.parse('2026-05-01T11:00Z') }
  await ada.db
    .insertInto('reports')
    .values({ ...about, ...told, kind: 'bounced', source_key: 'a' })
    .execute()
  const { out, answer } = await why(ada)
  expect(out).toContain('  2026-05-01 13:00 reported as bounced (5.2.2) by inbound: mailbox full.')
  expect(answer).toBe(
    'They did not get "One": it was accepted 2026-05-01 12:00 and came back 2026-05-01 13:00: mailbox full.',
  )
})

it('says that an edition is held, and why', async () => {
  const ada = await siteOfAda()
  await ada.publish()
  await ada.db.updateTable('deliveries').set({ state: 'ready', parked: 1 }).execute()
  await ada.db.updateTable('editions').set({ held_at: ada.clock.now, held_why: 'ten times as many as ever' }).execute()
  const { out, answer } = await why(ada)
  expect(out).toContain('  Waits because its edition is held since 2026-05-01 12:00: ten times as many as ever.')
  expect(answer).toBe('They have not got "One" yet: its edition is held: ten times as many as ever.')
})

it.each([
  ['claimed', /^They have not got "One" yet: the next run sends it\.$/],
  ['sending', /^Nobody knows whether they got "One": the program was stopped while it was sent\./],
] as const)('says of what is %s that its program was stopped', async (state, said) => {
  const ada = await siteOfAda()
  await ada.publish()
  const held = { state, owner: 'gone', reply: null }
  await ada.db
    .updateTable('deliveries')
    .set({ ...held, lease_until: 1 })
    .execute()
  expect((await why(ada)).answer).toMatch(said)
  await ada.db
    .updateTable('deliveries')
    .set({ lease_until: Date.now() + 60_000 })
    .execute()
  expect((await why(ada)).answer).toBe('"One" is being sent to them at this moment.')
})

it('says that they left, and what was cancelled with that', async () => {
  const ada = await siteOfAda({}, (stage) => (stage === 'rcpt' ? { reply: '450 later' } : undefined))
  await ada.publish()
  await unsubscribe(ada.db, { subscriberId: ada.id, reason: 'one-click', now: ada.clock.now })
  const { out, answer } = await why(ada)
  expect(out).toContain('Suppressed since 2026-05-01 12:00: unsubscribed (one-click).')
  expect(out).toContain('2026-05-01 12:00 cancelled: unsubscribed.')
  expect(answer).toBe('They get no mail since 2026-05-01 12:00: they left.')
})

it('says that they have not confirmed yet', async () => {
  expect((await why(await siteOfAda({ state: 'pending' }))).answer).toBe(
    'They get no digest: they have not confirmed, and were not asked by mail yet.',
  )
})

it('says that the digest is not due yet, and what waits for it', async () => {
  const weekly = { ...INSTANT, cadence: 'weekly' as const }
  const ada = await siteOfAda({ preferences: weekly, dueAt: Date.parse('2026-05-04T06:00Z') })
  await ada.publish()
  const { out, answer } = await why(ada)
  expect(out).toContain('Waiting for them: "One".')
  expect(answer).toBe('1 new post waits for their next digest, which is not due before 2026-05-04 08:00.')
})

it('says that they have paused', async () => {
  const ada = await siteOfAda()
  await ada.db
    .updateTable('subscribers')
    .set({ paused_until: Date.parse('2026-06-01T00:00Z') })
    .execute()
  await ada.publish()
  expect((await why(ada)).answer).toBe(
    '1 new post waits for their next digest: they have paused it until 2026-06-01 02:00.',
  )
})

it('says that no new post has one of their topics', async () => {
  const ada = await siteOfAda({ preferences: { ...INSTANT, topics: ['rust'] } })
  await ada.publish()
  const { out, answer } = await why(ada)
  expect(out).toContain('No message was planned for them yet.')
  expect(answer).toBe('Of 1 post announced since, none is about rust.')
})

it('says that nothing newer is theirs, after what they got last', async () => {
  const ada = await siteOfAda({ preferences: { ...INSTANT, topics: ['rust'] } })
  ada.site.write('posts/one.md', post('One', '2026-05-01', 'Words.\n', 'tags: [rust]\n'))
  await ada.publish()
  ada.site.write('posts/two.md', post('Two', '2026-05-02', 'Other words.\n', 'tags: [go]\n'))
  await ada.publish('2026-05-02T10:00')
  expect((await why(ada)).answer).toMatch(
    /^Their mail server took "One" .* Of 1 post announced since, none is about rust\.$/,
  )
})

it('says of an address that is no subscriber that it is suppressed, and of another nothing but that', async () => {
  const ada = await siteOfAda()
  await suppress(ada.db, 'bob@example.org', 'complained', 'said so', ada.clock.now)
  expect((await why(ada, 'bob@example.org')).answer).toBe(
    'They get no mail: the address is suppressed since 2026-05-01 12:00 (complained).',
  )
  await expect(why(ada, 'adaa@example.org')).rejects.toThrow(/^adaa@example\.org: is no subscriber, .* not suppressed/)
})

it('gives the same as one object', async () => {
  const ada = await siteOfAda()
  await ada.publish()
  const told = JSON.parse((await why(ada, ADA, { json: true })).out)
  expect(told).toMatchObject({
    address: ADA,
    person: { subscriber: { state: 'active' } },
    story: { total: 1, deliveries: [{ subject: 'One', state: 'accepted', plannedAt: '2026-05-01T10:00:00.000Z' }] },
    answer: expect.stringContaining('took "One"'),
  })
})
