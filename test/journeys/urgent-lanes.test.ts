import { describe, expect, it, onTestFinished } from 'vitest'
import { startWorker } from '../../src/pipeline/worker.ts'
import { subscribe as addReader } from '../support/ledger.ts'
import { sendForm } from '../support/letters.ts'
import { ADA, MINUTE, world } from '../support/live-world.ts'
import { copiesOf, notOnce } from '../support/program.ts'
import type { Script } from '../support/scripted-smtp.ts'

/** For each session the address that it writes to. */
function recipients() {
  const at = new Map<number, string>()
  return (stage: string, { connection, line }: { connection: number; line: string }) => {
    if (stage === 'rcpt') at.set(connection, line)
    return at.get(connection) ?? ''
  }
}

describe('while a digest is on', () => {
  /** A server that answers no digest before the newcomer has their confirmation. */
  async function heldDigest(atConfirmation: () => ReturnType<Script> = () => undefined) {
    const asked = Promise.withResolvers<void>()
    const to = recipients()
    const all = await world('worker:\n  tick: "* * * * * *"\n', (stage, at) => {
      const isNewcomer = to(stage, at).includes(ADA)
      if (stage === 'rcpt' && isNewcomer) return atConfirmation()
      if (stage !== 'dot') return undefined
      if (!isNewcomer) return { until: asked.promise }
      asked.resolve()
      return undefined
    })
    await all.run()
    const readers = Array.from({ length: 500 }, (_, n) => `reader-${n}`)
    for (const name of readers) await addReader(all.app.store.db, name, { dueAt: all.clock.now })
    const stop = new AbortController()
    const begun = all.smtp.reached('dot')
    const worker = startWorker(all.app, stop.signal)
    onTestFinished(async () => {
      asked.resolve()
      stop.abort()
      await worker.stop()
    })
    await begun
    const addresses = readers.map((name) => `${name}@example.org`)
    return { ...all, worker, asked: asked.promise, addresses }
  }

  it('who signs up is asked before it is done, and the digest loses nobody', async () => {
    const { app, smtp, worker, asked, addresses } = await heldDigest()
    await sendForm(app, 'ada')
    worker.answer()
    await asked
    expect(smtp.accepted.length).toBeLessThan(500)
    await expect.poll(() => smtp.accepted.length).toBe(501)
    expect(notOnce(smtp, [...addresses, ADA])).toEqual([])
  })

  it('who could not be reached at first is tried again before it is done', async () => {
    let tries = 0
    const { app, clock, smtp, worker, asked } = await heldDigest(() =>
      ++tries === 1 ? { reply: '450 4.2.1 try again later' } : undefined,
    )
    await sendForm(app, 'ada')
    worker.answer()
    const deferred = app.store.db.selectFrom('deliveries').select('id').where('state', '=', 'deferred')
    await expect.poll(() => deferred.execute()).toHaveLength(1)
    clock.now += 10 * MINUTE
    await asked
    expect(tries).toBe(2)
    expect(copiesOf(smtp, ADA).length).toBeLessThanOrEqual(1)
  })
})
