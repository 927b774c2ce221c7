import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DeliveryState } from '../../src/deliveries/delivery.ts'
import type { Where } from '../../src/store/open.ts'
import { type Ended, type Program, startProgram } from '../support/program.ts'
import { CONFIG, post, Site } from '../support/site.ts'
import { endLeases, endWaits, readLedger } from './ledger.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import type { Setting } from './row.ts'
import type { Rule } from './rules.ts'
import { boundOf, peakRate, type Tally, tally } from './tally.ts'

export const CONNECTIONS = 5
export const SECRET = 'a secret that is long enough for everybody'
const ROUNDS = 8
const LEFT: DeliveryState[] = ['ready', 'claimed', 'sending', 'deferred']
/** No run of a row takes so long, unless it hangs. */
const LONGEST_RUN_MS = 90_000

export type WorldOptions = {
  readers?: number
  rules?: Rule[]
  config?: string
  /** Started in place of the scripted server. */
  server?: (folder: string) => Promise<MailServer>
  /** Prepares the folder of the database. */
  prepare?: (folder: string, stack: AsyncDisposableStack) => void
}

/** A live site with readers of instant digests, and its mail server. */
export type World = {
  site: Site
  server: MailServer
  where: Where
  env: Record<string, string>
  readers: string[]
  marks: string[]
  /** Whose deliveries the row wants cancelled, and whose bounced: any other one is lost. */
  cancelled: string[]
  bounced: string[]
  /** Writes a post that no other is like. */
  post: () => string
  start: (args: string[], variables?: Record<string, string>) => Program
  run: (args: string[], variables?: Record<string, string>) => Promise<Ended>
  endLeases: () => Promise<void>
  /** How many deliveries wait or are on their way. */
  left: () => Promise<number>
  /** Waits until nothing is left, while a worker runs; false when that takes too long. */
  drained: (withinMs?: number) => Promise<boolean>
  /** Lets all waits pass and runs the program until nothing is left to do. */
  finish: () => Promise<void>
  /** What came of it; each interruption may put K messages in doubt and double them, or the row may double `bound`. */
  tally: (allowed: { interruptions: number } | { bound: number }) => Promise<Tally>
}

/** Opens a world, lets the row act in it, and takes it down whatever happens. */
export async function inWorld<Result>(
  setting: Setting,
  options: WorldOptions,
  act: (world: World) => Promise<Result>,
): Promise<Result> {
  await using stack = new AsyncDisposableStack()
  const root = mkdtempSync(join(tmpdir(), 'dateline-torture-'))
  cleanUp(stack, () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }))
  const site = new Site(join(root, 'site'))
  mkdirSync(site.path('posts'), { recursive: true })
  site.write(
    'config/dateline.yaml',
    `${CONFIG}${options.config ?? ''}worker:\n  tick: "* * * * * *"\nhttp:\n  port: 0\n`,
  )
  options.prepare?.(site.path('data'), stack)
  const server = await (options.server?.(root) ?? startMailServer(join(root, 'taken.jsonl'), options.rules ?? []))
  stack.defer(server.kill)
  const { where, env } = await databaseFor(setting, site, stack)
  const world = worldOf(site, server, where, { ...env, SMTP_URL: server.url, SECRET_KEY: SECRET }, stack)
  await addReaders(world, options.readers ?? 60)
  return await act(world)
}

/** A copy of a SQLite site with a mail server of its own. */
export async function inCopy<Result>(world: World, act: (copy: World) => Promise<Result>): Promise<Result> {
  await using stack = new AsyncDisposableStack()
  const root = mkdtempSync(join(tmpdir(), 'dateline-torture-'))
  cleanUp(stack, () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }))
  cpSync(world.site.root, join(root, 'site'), { recursive: true, preserveTimestamps: true })
  const site = new Site(join(root, 'site'))
  const server = await startMailServer(join(root, 'taken.jsonl'), [])
  stack.defer(server.kill)
  const copy = worldOf(site, server, fileOf(site), { ...world.env, SMTP_URL: server.url }, stack)
  copy.readers.push(...world.readers)
  copy.marks.push(...world.marks)
  return await act(copy)
}

/** Also when this program is told to end; what was made last goes first. */
export function cleanUp(stack: AsyncDisposableStack, act: () => void): void {
  process.prependOnceListener('exit', act)
  stack.defer(() => {
    process.off('exit', act)
    act()
  })
}

function fileOf(site: Site): Where {
  return { file: site.path('data/dateline.db') }
}

async function databaseFor(
  { database, freshDatabase }: Setting,
  site: Site,
  stack: AsyncDisposableStack,
): Promise<Pick<World, 'where' | 'env'>> {
  if (database === 'sqlite') return { where: fileOf(site), env: {} }
  const { url, drop } = await freshDatabase()
  stack.defer(drop)
  return { where: { url, schema: 'public' }, env: { DATABASE_URL: url } }
}

function worldOf(
  site: Site,
  server: MailServer,
  where: Where,
  env: Record<string, string>,
  stack: AsyncDisposableStack,
): World {
  const readers: string[] = []
  const marks: string[] = []
  const cancelled: string[] = []
  const bounced: string[] = []
  const start: World['start'] = (args, variables = {}) => {
    const program = startProgram(site, args, { ...env, ...variables }, (end) => cleanUp(stack, end))
    const timer = setTimeout(() => program.child.kill('SIGKILL'), LONGEST_RUN_MS)
    program.child.once('exit', () => clearTimeout(timer))
    return program
  }
  const run: World['run'] = (args, variables) => start(args, variables).ended
  const world: World = {
    ...{ site, server, where, env, readers, marks, cancelled, bounced, start, run },
    post: () => {
      const mark = `mark-${marks.length + 1}`
      marks.push(mark)
      site.write(`posts/${mark}.md`, post(`Post ${marks.length}`, '2025-05-01', `Words of ${mark}.\n`))
      // The worker leaves a file alone that was written a moment ago.
      utimesSync(site.path(`posts/${mark}.md`), Date.now() / 1000 - 60, Date.now() / 1000 - 60)
      return mark
    },
    endLeases: () => endLeases(where),
    left: async () => (await readLedger(where)).filter(({ state }) => LEFT.includes(state)).length,
    drained: async (withinMs = LONGEST_RUN_MS) => {
      const end = performance.now() + withinMs
      while ((await world.left()) > 0 && performance.now() < end) await sleep(200)
      return (await world.left()) === 0
    },
    finish: () => finish(world),
    tally: async (allowed) => {
      const taken = server.taken()
      const wanted = { readers, marks, cancelled, bounced }
      if ('bound' in allowed) return tally(taken, await readLedger(where), wanted, allowed.bound)
      const bound = allowed.interruptions * boundOf(CONNECTIONS, peakRate(taken))
      return tally(taken, await readLedger(where), wanted, bound, bound)
    },
  }
  return world
}

async function addReaders(world: World, count: number): Promise<void> {
  for (let n = 0; n < count; n++) world.readers.push(`reader${n}@readers.example`)
  const lines = world.readers.map((address) => `${address},instant\n`)
  world.site.write('readers.csv', `email,cadence\n${lines.join('')}`)
  const { code, err } = await world.run(['subscribers', 'import', world.site.path('readers.csv'), '--yes'])
  if (code !== 0) throw new Error(`The readers could not be added: ${err}`)
}

async function finish(world: World): Promise<void> {
  let before = ''
  for (let round = 0; round < ROUNDS; round++) {
    await endLeases(world.where)
    await endWaits(world.where)
    await world.run(['publish', '--quiet'])
    const rows = await readLedger(world.where)
    const now = JSON.stringify([rows, world.server.taken().length])
    const isOver = rows.every(({ state, resends }) => isEnd(state, resends))
    if (isOver && now === before) return
    before = isOver ? now : ''
  }
}

/** What is in doubt is sent once more, and then no more. */
function isEnd(state: string, resends: number): boolean {
  return state === 'in_doubt' ? resends > 0 : ['accepted', 'bounced', 'cancelled'].includes(state)
}
