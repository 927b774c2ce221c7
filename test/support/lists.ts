import fc from 'fast-check'
import type { Insertable } from 'kysely'
import type { Schema } from '../../src/store/schema.ts'
import { parseAddress } from '../../src/subscribers/address.ts'
import { parseName } from '../../src/subscribers/name.ts'
import type { Preferences } from '../../src/subscribers/subscriber.ts'

/** What a store can hold of people, row by row. */
export type World = {
  subscribers: Insertable<Schema['subscribers']>[]
  suppressions: Insertable<Schema['suppressions']>[]
  consents: Insertable<Schema['consents']>[]
}

const anyTime = fc.integer({ min: 0, max: Date.UTC(2200, 0) })
const anyReason = fc.constantFrom('unsubscribed', 'bounced', 'complained')
const anyWords = fc
  .oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' a ', '"', '=1+1', 'one\ntwo', "'-x", '\ufffd'))
  .map((text) => text.replaceAll('\0', ''))
const anyAddress = fc
  .emailAddress()
  .map((text) => parseAddress(text))
  .filter((read) => 'address' in read)
const anyName = anyWords
  .map((text) => parseName(text))
  .filter((read) => 'name' in read)
  .map(({ name }) => name)
const anyHash = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019_-'), minLength: 43, maxLength: 43 })
  .map((hash) => `forgotten:${hash}`)

const anyPreferences: { [Name in keyof Preferences]: fc.Arbitrary<Preferences[Name]> } = {
  cadence: fc.constantFrom('instant', 'daily', 'weekly', 'monthly', 'site'),
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.integer({ min: 1, max: 7 }),
  monthday: fc.integer({ min: 1, max: 31 }),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
  topics: fc.constantFrom(null, ['rust'], ['c++', '-x'], ['王', '"a"']),
}

const anyPerson = fc.record({
  preferences: fc.record(anyPreferences),
  person: fc.record({
    name: anyName,
    state: fc.constantFrom('pending', 'active', 'unsubscribed', 'bounced', 'complained'),
    cursor: fc.nat(),
    due_at: anyTime,
    token_epoch: fc.nat(),
    created_at: anyTime,
    confirmed_at: fc.option(anyTime),
    ended_at: anyTime,
    source: anyWords,
    paused_until: fc.option(anyTime),
    leave_reason: fc.option(anyWords),
  }),
  suppression: fc.record({ detail: anyWords, created_at: anyTime }),
  weightier: fc.option(anyReason),
  consents: fc.array(
    fc.record({
      kind: fc.constantFrom('subscribe', 'address'),
      ...{ source: anyWords, client: anyWords, wording: anyWords, nonce: anyWords },
      preferences: fc.option(fc.record(anyPreferences)),
      ...{ asked_at: anyTime, expires_at: anyTime, planned_at: fc.option(anyTime) },
      ...{ confirmed_at: fc.option(anyTime), confirmed_from: fc.option(anyWords), welcomed_at: fc.option(anyTime) },
    }),
    { maxLength: 3 },
  ),
})

/** Any people that the program itself could have written down. */
export const anyWorld: fc.Arbitrary<World> = fc
  .record({
    people: fc.array(anyPerson, { minLength: 1, maxLength: 25 }),
    addresses: fc.uniqueArray(anyAddress, { minLength: 30, maxLength: 30, selector: ({ key }) => key }),
    ids: fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 52 }), { minLength: 25, maxLength: 25 }),
    hashes: fc.uniqueArray(anyHash, { maxLength: 3 }),
    others: fc.array(fc.record({ reason: anyReason, detail: anyWords, created_at: anyTime }), {
      ...{ minLength: 8, maxLength: 8 },
    }),
  })
  .map(({ people, addresses, ids, hashes, others }) => {
    const world: World = { subscribers: [], suppressions: [], consents: [] }
    for (const [index, { preferences, person, suppression, weightier, consents }] of people.entries()) {
      const { address, key } = addresses[index]!
      const hasEnded = person.state !== 'active' && person.state !== 'pending'
      const { topics, ...rest } = preferences
      const ended_at = hasEnded ? person.ended_at : null
      const columns = { ...rest, topics: topics && JSON.stringify(topics), ...person, ended_at }
      world.subscribers.push({ id: ids[index]!, address, address_key: key, ...columns } as World['subscribers'][0])
      const reason = person.state === 'unsubscribed' && weightier ? weightier : person.state
      if (hasEnded) world.suppressions.push({ address_key: key, reason, ...suppression } as World['suppressions'][0])
      for (const consent of consents) {
        const chosen = consent.preferences && JSON.stringify(consent.preferences)
        const whose = { id: world.consents.length * 3 + 1, subscriber_id: ids[index]!, address, address_key: key }
        world.consents.push({ ...whose, ...consent, preferences: chosen } as World['consents'][0])
      }
    }
    const keys = [...addresses.slice(people.length, people.length + 5).map(({ key }) => key), ...hashes]
    for (const [index, key] of keys.entries()) world.suppressions.push({ address_key: key, ...others[index]! })
    return world
  }) as fc.Arbitrary<World>
