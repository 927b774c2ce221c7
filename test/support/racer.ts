// Run as a process of its own by races.ts: opens a store, waits for the word, and does one thing as often as it can.
import { once } from 'node:events'
import { claimDeliveries, markSending } from '../../src/store/claims.ts'
import { planChunk } from '../../src/store/compose.ts'
import { type Db, transact } from '../../src/store/db.ts'
import { LeaseLost } from '../../src/store/errors.ts'
import { acquireLease, type Lease } from '../../src/store/lock.ts'
import { openStore, type Where } from '../../src/store/open.ts'
import { recordOutcomes } from '../../src/store/outcomes.ts'
import { planUrgent, requestsToPlan } from '../../src/store/plan-urgent.ts'
import { applyScan } from '../../src/store/posts.ts'
import { initSetting } from '../../src/store/settings.ts'
import { resendDeliveries } from '../../src/store/settle-deliveries.ts'
import { lockLimits, spend } from '../../src/store/spending.ts'
import { NOW, newEdition, newPost, planOf, subscribe } from './ledger.ts'
import { letterFor } from './sign-ups.ts'

const ROUNDS = 20
const owner = `process ${process.pid}`

const ACTS = {
  open: async () => [] as unknown[],
  initSetting: async (db: Db) => [await initSetting(db, 'feed-id', owner)],
  lease: async (db: Db) => ((await acquireLease(db, 'publish', owner, 60_000)) ? [owner] : []),
  claim: async (db: Db) => {
    const ids: number[] = []
    for (;;) {
      const claims = await claimDeliveries(db, { owner, now: NOW, limit: 7, leaseMs: 60_000, resendInDoubt: true })
      if (claims.length === 0) return ids
      ids.push(...claims.map(({ id }) => id))
    }
  },
  announce: (db: Db) =>
    rounds(db, async (lease, round) => {
      const posts = [
        newPost(`post-${round}`, { fingerprint: 'same' }),
        newPost(`extra-${round}`, { fingerprint: 'same' }),
      ]
      return (await applyScan(db, lease, planOf({ announce: posts }))).map(({ id }) => id)
    }),
  plan: (db: Db) =>
    rounds(db, async (lease, round) => {
      const decide = () => ({ edition: newEdition('one', ['a']), cursor: 1, dueAt: NOW + 1 })
      const when = { now: NOW, force: false, limit: round + 1, decide }
      return (await planChunk(db, lease, when)).planned.map(({ count }) => count)
    }),
  planUrgent: planLetters,
  subscribe: addReaders,
  settle: settleAll,
  spend: spendOneByOne,
}

async function planLetters(db: Db): Promise<number[]> {
  const planned: number[] = []
  for (;;) {
    const requests = await requestsToPlan(db, 7)
    if (requests.length === 0) return planned
    const letters = requests.map(({ consentId, subscriberId }) => letterFor(consentId, subscriberId))
    await planUrgent(db, { kind: 'requests', lifeMs: 1000 }, letters, NOW)
    planned.push(requests.length)
  }
}

/** Says of all that is in doubt that it is sent again, and sends what it can claim, which falls in doubt again. */
async function settleAll(db: Db): Promise<{ id: number; act: 'resent' | 'sent' }[]> {
  const done: { id: number; act: 'resent' | 'sent' }[] = []
  const ids = (await db.selectFrom('deliveries').select('id').orderBy('id').execute()).map(({ id }) => id)
  const claim = { owner, now: NOW, leaseMs: 60_000 }
  for (let round = 0; round < ROUNDS; round++) {
    done.push(...(await resendDeliveries(db, ids, NOW)).map((id) => ({ id, act: 'resent' as const })))
    const claims = await claimDeliveries(db, { ...claim, limit: 7, resendInDoubt: true })
    const sent = await markSending(db, claim, claims)
    done.push(...[...sent].map((id) => ({ id, act: 'sent' as const })))
    const settled = claims.map(({ id, epoch }) => ({
      id,
      epoch,
      state: 'in_doubt' as const,
      reply: null,
      countsAttempt: true,
    }))
    await recordOutcomes(db, owner, settled, NOW)
  }
  return done
}

async function addReaders(db: Db): Promise<number[]> {
  const ids: number[] = []
  for (let n = 0; n < ROUNDS; n++) ids.push((await subscribe(db, `reader-${n}-of-${process.pid}`)).id)
  return ids
}

/** A message at a time, for as long as the limit of 30 leaves room. */
async function spendOneByOne(db: Db): Promise<number[]> {
  const period = '2026-11-21'
  const sent: number[] = []
  for (let isRoom = true; isRoom; ) {
    isRoom = await transact(db, async (trx) => {
      const left = (await lockLimits(trx, [{ name: 'all', period, limit: 30 }])).get('all') ?? 0
      if (left > 0) await spend(trx, [{ name: 'all', period, messages: 1 }])
      return left > 0
    })
    if (isRoom) sent.push(1)
  }
  return sent
}

/** Each under a lease that has already ended, so that the other process takes it over all the time. */
async function rounds<T>(db: Db, act: (lease: Lease, round: number) => Promise<T[]>): Promise<T[]> {
  const done: T[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const lease = await acquireLease(db, 'publish', owner, 0)
    try {
      if (lease) done.push(...(await act(lease, round)))
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error
      round--
    }
  }
  return done
}

const [act, place] = process.argv.slice(2) as [keyof typeof ACTS, string]
const opensAtOnce = act === 'open'
const store = opensAtOnce ? null : await openStore(JSON.parse(place) as Where)
process.send?.('ready')
await once(process, 'message')
const opened = store ?? (await openStore(JSON.parse(place) as Where))
process.send?.({ done: await ACTS[act](opened.db) })
await opened.close()
process.disconnect()
