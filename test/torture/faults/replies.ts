import type { DeliveryState } from '../../../src/deliveries/delivery.ts'
import type { Stage } from '../../support/scripted-smtp.ts'
import { readLedger } from '../ledger.ts'
import type { Finding, Row, Setting } from '../row.ts'
import type { Rule } from '../rules.ts'
import { inWorld, type World } from '../world.ts'

const READERS = 60

/** What a mail server does to some readers. */
type Case = {
  name: string
  rules: Rule[]
  /** Readers whose message may be in doubt: all others may not. */
  doubtful?: number
  /** So many may be in doubt, and need not. */
  mayDoubt?: number
  /** Extra copies: none, unless the server kept what it did not answer. */
  extra?: number
  /** One in so many readers is refused for good. */
  refusedOneIn?: number
}

const THIRD = READERS / 3

/** A dropped or busy session hits whoever comes along; those of RCPT hit the same third of the readers, once each. */
const CASES: Case[] = [
  { name: '450 and 452 to a third', rules: [soft('450 4.2.1 mailbox busy', 3), soft('452 4.3.1 no room', 6)] },
  {
    name: '550 at RCPT to one in ten',
    rules: [{ stage: 'rcpt', reply: '550 5.1.1 no such user', oneIn: 10 }],
    refusedOneIn: 10,
  },
  {
    name: '554 at the dot to one in ten',
    rules: [{ stage: 'dot', reply: '554 5.6.0 refused', oneIn: 10 }],
    refusedOneIn: 10,
  },
  ...(['banner', 'ehlo', 'mail', 'rcpt', 'data', 'dot'] as Stage[]).map((stage) => ({
    name: `421 at ${stage}`,
    rules: [{ stage, reply: '421 4.3.2 closing', drop: true, ...few(stage) }],
  })),
  ...(['banner', 'ehlo', 'mail', 'rcpt', 'data'] as Stage[]).map((stage) => ({
    name: `connection dropped at ${stage}, before the dot`,
    rules: [{ stage, drop: true, ...few(stage) }],
  })),
  {
    // The end may arrive when the dot is already on its way: then nobody can tell.
    name: 'connection dropped right after 354',
    rules: [{ stage: 'data', reply: '354 go on', drop: true, ...few('data') }],
    mayDoubt: THIRD,
  },
  {
    name: 'connection dropped after the dot, the message kept',
    rules: [{ stage: 'dot', drop: true, accepted: true, oneIn: 3, times: 1 }],
    ...{ doubtful: THIRD, extra: THIRD },
  },
  {
    name: 'connection dropped after the dot, the message lost',
    rules: [{ stage: 'dot', drop: true, oneIn: 3, times: 1 }],
    doubtful: THIRD,
  },
  ...(['banner', 'mail', 'rcpt', 'data'] as Stage[]).map((stage) => ({
    name: `malformed reply at ${stage}`,
    rules: [{ stage, raw: 'what is this?\r\n2\r\n', ...few(stage) }],
  })),
  {
    name: 'malformed reply to the dot',
    rules: [{ stage: 'dot', raw: 'what is this?\r\n', oneIn: 10, times: 1 }],
    doubtful: 6,
  },
  { name: 'a second 250 after each dot', rules: [{ stage: 'dot', reply: '250 2.0.0 kept\r\n250 2.0.0 kept' }] },
  {
    name: 'each reply late',
    rules: (['mail', 'rcpt', 'data', 'dot'] as Stage[]).map((stage) => ({ stage, delayMs: 25 })),
  },
]

function soft(reply: string, oneIn: number): Rule {
  return { stage: 'rcpt', reply, oneIn, times: 1 }
}

function few(stage: Stage): Pick<Rule, 'oneIn' | 'times'> {
  return ['banner', 'ehlo', 'mail'].includes(stage) ? { times: 3 } : { oneIn: 3, times: 1 }
}

async function through(
  { rules, doubtful = 0, mayDoubt = doubtful, extra = 0, refusedOneIn }: Case,
  setting: Setting,
): Promise<Finding> {
  return inWorld(setting, { readers: READERS, rules }, async (world) => {
    if (refusedOneIn) world.bounced.push(...world.readers.filter((_, number) => number % refusedOneIn === 0))
    const bounced = world.bounced.length
    world.post()
    await world.run(['publish', '--quiet'])
    await world.finish()
    const tally = await world.tally({ bound: extra })
    const problems = [
      ...tally.problems,
      ...differs('in doubt', tally.inDoubt, Math.min(Math.max(tally.inDoubt, doubtful), mayDoubt)),
      ...differs('bounced', await countOf(world, 'bounced'), bounced),
      ...differs('taken by the server', new Set(world.server.taken().map(({ id }) => id)).size, READERS - bounced),
    ]
    return { runs: 1, ...tally, problems }
  })
}

async function countOf({ where }: World, state: DeliveryState): Promise<number> {
  return (await readLedger(where)).filter((row) => row.state === state).length
}

function differs(what: string, count: number, wanted: number): string[] {
  return count === wanted ? [] : [`${count} ${what}, not ${wanted}`]
}

export const replies: Row[] = CASES.map((each) => ({ name: each.name, run: (setting) => through(each, setting) }))
