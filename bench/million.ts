// node bench/million.ts: a site of a million subscribers that is idle, is planned for, and is sent to, while its pages are asked for.
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import type { Db } from '../src/store/db.ts'
import { isAnybodyDue } from '../src/store/due.ts'
import { openStore } from '../src/store/open.ts'
import { askAlways } from './answers.ts'
import { bareTimer } from './bare-timer.ts'
import { addPost, addSubscribers, makeDue, makeSite } from './million-site.ts'

const PEOPLE = Number(process.env.PEOPLE ?? 1_000_000)
const SECONDS = Number(process.env.SECONDS ?? 20)
/** A worker has loaded what it needs when it is asked. */
const SETTLING_MS = 3000
/** A post that is younger is left to the next tick. */
const SETTLE_MS = 2000
/** By then the worker runs that is to find them due. */
const LEAD_MS = 10_000 + PEOPLE / 40
const MOST_MS = 50
const MOST_MB = 200
const SECRET = 'a secret that is long enough for a bench'
const CLI = process.env.PROGRAM ?? fileURLToPath(new URL('../bin/dateline.mjs', import.meta.url))
const PORT = 18_000 + (process.pid % 10_000)
const { DATABASE_URL } = process.env
/** Nobody listens there. */
const NO_SERVER = 'smtp://127.0.0.1:9'

const root = makeSite(PORT)
const sink = fork(new URL('sink.mjs', import.meta.url))
try {
  const [sinkPort] = await once(sink, 'message')
  await ended(run(['publish', '--quiet', '--feeds-only'], NO_SERVER))
  const { db, close } = await openStore(
    DATABASE_URL ? { url: DATABASE_URL, schema: 'public' } : { file: join(root, 'data/dateline.db') },
  )
  await addSubscribers(db, PEOPLE)
  process.stdout.write(
    `${PEOPLE} subscribers, ${DATABASE_URL ? 'PostgreSQL' : 'SQLite'}, Node ${process.versions.node}\n\n`,
  )
  process.stdout.write(
    '| what | time | a second | longest stall | of it at work | of a bare timer | longest answer | longest unsubscribe | memory |\n|---|---|---|---|---|---|---|---|---|\n',
  )
  await measure('ticks with nobody due', NO_SERVER, async () => {
    await setTimeout(SECONDS * 1000)
    return 0
  })
  const dueAt = Date.now() + LEAD_MS
  await makeDue(db, dueAt)
  await measure('planning', NO_SERVER, () => planned(db), dueAt)
  await measure('ticks with all waiting', NO_SERVER, async () => {
    await setTimeout(SECONDS * 1000)
    return 0
  })
  const before = await accepted(db)
  await measure('sending', `smtp://127.0.0.1:${sinkPort}`, async () => {
    await setTimeout(SECONDS * 1000)
    return (await accepted(db)) - before
  })
  await close()
} finally {
  sink.disconnect()
  rmSync(root, { recursive: true, force: true })
}

function run(args: string[], smtpUrl: string, more: Record<string, string> = {}): ChildProcess {
  const log = openSync(join(root, 'program.log'), 'a')
  return spawn(process.execPath, [CLI, '--site', root, ...args], {
    env: { ...process.env, SMTP_URL: smtpUrl, SECRET_KEY: SECRET, ...more },
    stdio: ['ignore', 'ignore', log],
  })
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
  if (code !== 0 && code !== 1)
    throw new Error(`The program ended with ${code}:\n${readFileSync(join(root, 'program.log'), 'utf8').slice(-2000)}`)
}

/** Runs a worker while the work is done, and prints how it kept up; `work` answers how many rows or messages there were. */
async function measure(what: string, smtpUrl: string, work: () => Promise<number>, at = 0): Promise<void> {
  const file = join(root, `${what}.stalls`)
  const preload = `--import=${new URL('stalls.mjs', import.meta.url).href}`
  const worker = run(['worker'], smtpUrl, { NODE_OPTIONS: preload, STALLS_FILE: file })
  await listening(worker)
  await setTimeout(SETTLING_MS)
  const begin = new Date().toISOString()
  const nothing = bareTimer()
  const asking = askAlways(PORT, SECRET, PEOPLE)
  await setTimeout(Math.max(0, at - SETTLE_MS - Date.now()))
  if (at) addPost(root, 4, 'rust')
  const startedAt = performance.now()
  const count = await work()
  const seconds = (performance.now() - startedAt) / 1000
  const answers = await asking.stop()
  const bare = await nothing.stop()
  worker.kill('SIGTERM')
  await ended(worker)
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const stalls = lines.filter((line) => line.ms && line.at > begin).toSorted((a, b) => b.ms - a.ms)
  const mb = lines.at(-1).peakKb / 1024
  const worst = stalls[0]?.ms ?? 0
  const atWork = Math.max(0, ...stalls.map(({ cpuMs }) => cpuMs))
  const cells = [what, `${seconds.toFixed(1)} s`, count ? Math.round(count / seconds) : '', `${worst || '< 30'} ms`]
  cells.push(`${atWork || '< 30'} ms`, `${bare} ms`)
  cells.push(
    `${answers.longestMs.toFixed(0)} ms`,
    `${answers.longestUnsubscribeMs.toFixed(0)} ms`,
    `${mb.toFixed(0)} MB`,
  )
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
  for (const stall of stalls.slice(0, Number(process.env.STALLS ?? 0)))
    process.stderr.write(`${JSON.stringify(stall)}\n`)
  if (process.env.STALLS) process.stderr.write(`${stalls.length} stalls over 30 ms\n`)
  if (atWork > MOST_MS || mb > MOST_MB) process.exitCode = 1
}

async function listening(worker: ChildProcess): Promise<void> {
  while (worker.exitCode === null) {
    if (
      await fetch(`http://127.0.0.1:${PORT}/healthz`).then(
        () => true,
        () => false,
      )
    )
      return
    await setTimeout(50)
  }
  await ended(worker)
}

/** Waits until nobody is due any more. */
async function planned(db: Db): Promise<number> {
  for (;;) {
    const { rows } = await sql<{ until: number }>`select until from locks where name = 'publish'`.execute(db)
    const count = await deliveries(db)
    if (rows[0]?.until === 0 && count > 0 && !(await isAnybodyDue(db, { now: Date.now(), force: false, lastSeq: 4 })))
      return count
    await setTimeout(100)
  }
}

async function deliveries(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select coalesce(max(id), 0) as count from deliveries`.execute(db)
  return rows[0]?.count ?? 0
}

async function accepted(db: Db): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*) as count from deliveries where state = 'accepted'`.execute(db)
  return rows[0]?.count ?? 0
}
