import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { liveServers } from '../support/live-servers.ts'
import {
  copiesOf,
  importReaders,
  KILLING,
  notOnce,
  type Program,
  runProgram,
  startProgram,
} from '../support/program.ts'
import type { ScriptedSmtp } from '../support/scripted-smtp.ts'
import { makeSite, post } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'

const READERS = 60
const CONNECTIONS = 5
/** The number of the message at whose dot the program is killed. */
const MOMENTS = [1, 30, 60]

async function world(kind: Kind, atDot: (message: number) => Promise<unknown> | undefined) {
  let messages = 0
  const { smtp, env } = await liveServers(kind, (stage) => {
    const until = stage === 'dot' ? atDot(++messages) : undefined
    return until && { until }
  })
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  return { smtp, env, site, readers: await importReaders(site, READERS, env) }
}

/** Addresses with more than one copy, and those with none. */
function spread(smtp: ScriptedSmtp, readers: string[]): { doubled: string[]; none: string[] } {
  return {
    doubled: readers.filter((address) => (copiesOf(smtp, address)[0] ?? 0) > 1),
    none: readers.filter((address) => copiesOf(smtp, address).length === 0),
  }
}

describe.each(KINDS)('a run on %s', (kind) => {
  it.each(MOMENTS)('that is killed at its message %i is carried on within seconds', async (moment) => {
    let kill = () => {}
    const { smtp, env, site, readers } = await world(kind, (message) => {
      if (message === moment) kill()
      return setTimeout(5)
    })
    const program = startProgram(site, ['publish'], env)
    kill = () => void program.child.kill('SIGKILL')
    expect((await program.ended).signal).toBe('SIGKILL')

    const { out } = await runProgram(site, ['publish', '--json'], env)
    const { deliveries, attention } = JSON.parse(out)
    expect(deliveries).toMatchObject({ deferred: 0, bounced: 0, queued: 0 })
    expect(deliveries.inDoubt).toBeLessThanOrEqual(4 * CONNECTIONS)
    expect(attention).toHaveLength(deliveries.inDoubt)
    const { doubled, none } = spread(smtp, readers)
    expect(doubled).toEqual([])
    const doubtful = attention.map(({ address }: { address: string }) => address)
    expect(none.filter((address) => !doubtful.includes(address))).toEqual([])
  })
})

/** The third field of /proc/PID/stat, after the name in brackets. */
function isStopped({ child }: Program): boolean {
  return readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.startsWith('T') ?? false
}

it('refuses the writes of a run that was stopped for longer than its lease, and doubles no more than its wire', async () => {
  let halt = () => {}
  const { smtp, env, site, readers } = await world('sqlite', (message) => {
    if (message === 10) halt()
    return setTimeout(5)
  })
  const program = startProgram(site, ['publish'], { ...env, ...KILLING })
  halt = () => void program.child.kill('SIGUSR2')
  while (!isStopped(program)) await setTimeout(20)
  const second = await runProgram(site, ['publish', '--json'], env)
  const { inDoubt } = JSON.parse(second.out).deliveries
  program.child.kill('SIGCONT')
  await program.ended
  const { doubled, none } = spread(smtp, readers)
  expect(doubled).toEqual([])
  expect(none.length).toBeLessThanOrEqual(inDoubt)
  expect(inDoubt).toBeLessThanOrEqual(4 * CONNECTIONS)
})

it('ends when told to, although the server never answers, and says what it does not know', async () => {
  const { smtp, env, site, readers } = await world('sqlite', () => new Promise(() => {}))
  const program = startProgram(site, ['publish'], env)
  await smtp.reached('dot')
  program.child.kill('SIGTERM')
  const { code, err } = await program.ended
  expect(code).toBe(1)
  expect(err).toMatch(/in doubt: connection closed/)
  expect(err).toMatch(/Stopped\. Left for the next run: \d+ messages\./)
  expect(notOnce(smtp, readers)).toEqual(readers)
})
