import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { TestProject } from 'vitest/node'
import { freshDatabase } from '../support/postgres.ts'
import setupPostgres from '../support/postgres-setup.ts'
import { KINDS, type Kind } from '../support/stores.ts'
import { seeded } from './random.ts'
import type { Finding, Row, Setting } from './row.ts'
import { ROWS } from './rows.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string' },
    database: { type: 'string', default: 'sqlite' },
    jobs: { type: 'string', default: '2' },
  },
})
const seed = Number(values.seed ?? randomInt(1_000_000))
const kills = Number(values.kills ?? (values.quick ? 15 : 300))
const database = KINDS.find((kind) => kind === values.database) as Kind
const rows = ROWS.filter(({ name }) => name.includes(values.only ?? ''))
if (!database || !Number.isInteger(seed) || !Number.isInteger(kills) || rows.length === 0) {
  const names = ROWS.map(({ name }) => `  ${name}\n`).join('')
  process.stderr.write(
    `usage: npm run torture -- [--quick] [--only ROW] [--kills N] [--seed N] [--database sqlite|postgres] [--jobs N]\n${names}`,
  )
  process.exit(2)
}

// What a row has made is taken away at the end of the process, however it ends.
process.setMaxListeners(0)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

let door = ''
const closePostgres = await setupPostgres({
  provide: (_name: string, url: string) => {
    door = url
  },
} as unknown as TestProject)

try {
  print(`Seed ${seed}, ${database}, ${values.quick ? 'quick' : 'full'}, Node ${process.versions.node}\n`)
  print('| fault | runs | planned | lost | doubled | in doubt | bound K | verdict |')
  print('|---|---|---|---|---|---|---|---|')
  await runAll(Number(values.jobs))
  if (process.exitCode) print(`\nRepeat with --seed ${seed}.`)
} finally {
  await closePostgres()
}

/** So many rows at a time; their lines come in the order of the rows. */
async function runAll(jobs: number): Promise<void> {
  const lines = rows.map(() => Promise.withResolvers<string>())
  const queue = rows.entries()
  const work = async () => {
    for (const [index, row] of queue) lines[index]?.resolve(await lineOf(row))
  }
  const working = Promise.all(Array.from({ length: jobs }, work))
  for (const { promise } of lines) print(await promise)
  await working
}

async function lineOf(row: Row): Promise<string> {
  // Each row has numbers of its own, so that one row alone does the same as within all.
  const setting: Setting = {
    random: seeded(seed + ROWS.indexOf(row)),
    isQuick: values.quick,
    kills,
    database,
    freshDatabase: () => freshDatabase(door),
  }
  if (row.on && row.on !== database) return skipped(row, `is for ${row.on}`)
  const began = performance.now()
  const finding = await row.run(setting).catch((error: unknown) => failed(error))
  process.stderr.write(`${row.name}: ${Math.round((performance.now() - began) / 1000)} s\n`)
  if ('skipped' in finding) return skipped(row, finding.skipped)
  const { runs, planned, lost, doubled, inDoubt, bound, problems } = finding
  if (problems.length > 0) process.exitCode = 1
  const verdict = problems.length === 0 ? 'ok' : `FAILED: ${[...new Set(problems)].slice(0, 5).join('; ')}`
  return `| ${[row.name, runs, planned, lost, doubled, inDoubt, bound, verdict].join(' | ')} |`
}

function failed(error: unknown): Finding {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const problems = [said.replaceAll('\n', ' ').replaceAll('|', '/')]
  return { runs: 0, planned: 0, lost: 0, doubled: 0, inDoubt: 0, bound: 0, problems }
}

function skipped({ name }: Row, why: string): string {
  return `| ${name} | | | | | | | skipped: ${why} |`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
