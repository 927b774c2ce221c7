import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { NOW, newEdition, planFor, subscribe } from '../../test/support/ledger.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { claimDeliveries, markSending } from './claims.ts'
import { addConsent } from './consents.ts'
import type { Db } from './db.ts'
import { forgetPerson } from './forget.ts'
import { readPerson } from './person.ts'
import { planUrgent } from './plan-urgent.ts'
import { keepSignUp } from './sign-ups.ts'
import { findSubscriberByKey, suppress, unsubscribe } from './subscribers.ts'
import { wipeText } from './wipe.ts'

const ADA = 'ada@example.org'
const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }
const FORGET = { addressKey: ADA, suppressionKeys: [ADA, 'hash', 'older hash'], forgottenKey: 'hash', now: NOW }
const WEEKLY = { cadence: 'weekly', hour: 8, weekday: 1, monthday: 1, zone: 'UTC', topics: null } as const
const TERMS = { now: NOW, lifeMs: 1000, nonce: () => 'nonce' }

const about = (address: string) => ({
  ...{ address, addressKey: address, source: 'form', client: '192.0.2.1', wording: 'I want it', askedAt: NOW },
})

function signUp(db: Db, address: string) {
  return keepSignUp(db, { ...about(address), name: null, preferences: WEEKLY })
}

async function askForDigest(db: Db, subscriberId: number, address: string): Promise<number> {
  return addConsent(db, subscriberId, { ...about(address), kind: 'subscribe', preferences: WEEKLY }, TERMS)
}

/** Every row of every table that somebody could stand in. */
async function rowsOf(db: Db) {
  const tables = ['subscribers', 'consents', 'deliveries', 'sign_ups', 'suppressions'] as const
  return Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()))
}

async function suppressionsOf(db: Db) {
  return db.selectFrom('suppressions').select(['address_key', 'reason', 'detail']).execute()
}

describe.each(KINDS)('forgetting in %s', (kind) => {
  it('deletes subscriber, consents, deliveries and sign-up, and keeps a hash', async () => {
    const { db } = await freshStore(kind)
    const { subscribers } = await planFor(db, 'ada', 'bob')
    await askForDigest(db, subscribers[0]!.id, ADA)
    await signUp(db, ADA)
    expect(await forgetPerson(db, FORGET)).toEqual({ kind: 'forgotten', reason: 'unsubscribed' })
    expect(JSON.stringify(await rowsOf(db))).not.toContain('ada')
    expect(await suppressionsOf(db)).toEqual([
      { address_key: 'hash', reason: 'unsubscribed', detail: 'forgotten on request' },
    ])
    const { subscriber, deliveries } = await readPerson(db, 'bob@example.org', ['bob@example.org'])
    expect([subscriber?.state, deliveries.map(({ state }) => state)]).toEqual(['active', ['ready']])
  })

  it.each(['bounced', 'complained'] as const)('keeps that the address had %s, without its words', async (reason) => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    await unsubscribe(db, { subscriberId: id, reason: 'page', now: NOW })
    await suppress(db, ADA, reason, `550 5.1.1 <${ADA}> unknown`, NOW)
    expect(await forgetPerson(db, FORGET)).toEqual({ kind: 'forgotten', reason })
    expect(await suppressionsOf(db)).toEqual([{ address_key: 'hash', reason, detail: 'forgotten on request' }])
  })

  it('may be repeated, also after the key was changed: one hash stays', async () => {
    const { db } = await freshStore(kind)
    await suppress(db, 'older hash', 'complained', 'a report', NOW)
    for (let time = 0; time < 2; time++)
      expect(await forgetPerson(db, FORGET)).toEqual({ kind: 'forgotten', reason: 'complained' })
    expect(await suppressionsOf(db)).toMatchObject([{ address_key: 'hash', reason: 'complained' }])
  })

  it('is refused, and changes nothing, while a message is claimed or on the wire', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await signUp(db, ADA)
    const claims = await claimDeliveries(db, CLAIM)
    const claimed = await rowsOf(db)
    expect(await forgetPerson(db, FORGET)).toEqual({ kind: 'on the wire' })
    expect(await rowsOf(db)).toEqual(claimed)
    await markSending(db, CLAIM, claims)
    expect(await forgetPerson(db, FORGET)).toEqual({ kind: 'on the wire' })
    expect(await findSubscriberByKey(db, ADA)).not.toBeNull()
  })

  it('and claiming at the same time never both succeed', async () => {
    const place = await freshPlace(kind)
    const [one, two] = [await openAt(place), await openAt(place)]
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const { subscribers } = await planFor(one.db, ...names)
    const forget = async (key: string) => {
      const given = { addressKey: key, suppressionKeys: [key], forgottenKey: `hash of ${key}`, now: NOW }
      return (await forgetPerson(one.db, given)).kind
    }
    const [claims, ...kinds] = await Promise.all([
      claimDeliveries(two.db, CLAIM),
      ...subscribers.map(({ address }) => forget(address)),
    ])
    const claimed = subscribers.map(({ id }) => claims.some(({ subscriberId }) => subscriberId === id))
    expect(kinds.map((outcome) => outcome === 'on the wire')).toEqual(claimed)
  })

  it('ends what somebody else had asked for at this address, and takes it out of what they confirmed', async () => {
    const { db } = await freshStore(kind)
    const bob = await subscribe(db, 'bob')
    await askForDigest(db, bob.id, ADA)
    const wish = { ...about(ADA), kind: 'address' as const, preferences: null }
    const consentId = await addConsent(db, bob.id, wish, TERMS)
    const letter = { ...newEdition('letter', []), kind: 'address' as const }
    await planUrgent(db, { kind: 'requests', lifeMs: 1000 }, [{ consentId, subscriberId: bob.id, letter }], NOW)
    await forgetPerson(db, FORGET)
    const person = await readPerson(db, 'bob@example.org', ['bob@example.org'])
    expect(person.consents).toMatchObject([{ kind: 'subscribe', address: 'hash', addressKey: 'hash', askedAt: NOW }])
    expect(person.deliveries).toMatchObject([{ state: 'cancelled', reply: 'the new address is to be forgotten' }])
    expect(person.subscriber?.state).toBe('active')
  })
})

describe('the file of SQLite', () => {
  it('holds no byte of what was forgotten, also where it stood before', async () => {
    const place = (await freshPlace('sqlite')) as { file: string }
    const { db } = await openAt(place)
    for (let n = 0; n < 300; n++) await subscribe(db, `reader${n}`)
    for (const address of ['ADA@example.org', ADA]) await signUp(db, address)
    await db.deleteFrom('sign_ups').execute()
    await subscribe(db, 'ada', { address: 'Ada@example.org' })
    await forgetPerson(db, FORGET)
    await wipeText(db, ADA)
    const bytes = ['', '-wal'].map((end) => readFileSync(place.file + end, 'latin1').toLowerCase()).join()
    expect(bytes).not.toContain(ADA)
    expect(bytes).toContain('reader299@example.org')
  })

  it('stays as it is where there is nothing to wipe', async () => {
    const place = (await freshPlace('sqlite')) as { file: string }
    const { db } = await openAt(place)
    for (let n = 0; n < 300; n++) await signUp(db, `reader${n}@example.org`)
    await db.deleteFrom('sign_ups').execute()
    await wipeText(db, 'nobody@example.org')
    const { rows } = await sql<{ freelist_count: number }>`pragma freelist_count`.execute(db)
    expect(rows[0]?.freelist_count).toBeGreaterThan(0)
  })

  it('is found out when another program keeps it from being wiped', async () => {
    const place = (await freshPlace('sqlite')) as { file: string }
    const [mine, other] = [await openAt(place), await openAt(place)]
    await subscribe(mine.db, 'ada')
    await sql`pragma busy_timeout = 0`.execute(mine.db)
    await other.db.transaction().execute(async (trx) => {
      await trx.selectFrom('subscribers').select('id').execute()
      await expect(wipeText(mine.db, ADA)).rejects.toThrow('-wal. Try again.')
    })
  })
})
