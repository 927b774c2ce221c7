import { generateKeyPairSync } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { startSink } from './mail-sink.ts'
import { CONNECTIONS } from './mail-site.ts'
import { measure } from './measure.ts'

const RUNS = Number(process.env.RUNS ?? 5)
const ARM = fileURLToPath(new URL('./mail-arm.ts', import.meta.url))

type Arm = { what: string; args: [arm: string, messages: number]; isSigned: boolean }

const ARMS = {
  plain: { what: 'nodemailer, pooled, sendMail for each subscriber', args: ['plain', 3000], isSigned: false },
  raw: { what: 'nodemailer, pooled, raw messages made before', args: ['raw', 6000], isSigned: false },
  ours: { what: 'Dateline, with its ledger in SQLite', args: ['ours', 6000], isSigned: false },
  plainDkim: { what: 'nodemailer, pooled, sendMail, its own DKIM', args: ['plain', 1500], isSigned: true },
  oursDkim: { what: 'Dateline, with its ledger in SQLite, DKIM', args: ['ours', 4000], isSigned: true },
} satisfies Record<string, Arm>

type Name = keyof typeof ARMS
type Result = { rate: number; cpu: number; octets: number }

/** Ratios of messages a second, and the least that each shall be. */
const RATIOS: { what: string; over: Name; under: Name; least: number }[] = [
  { what: 'Dateline / nodemailer for each subscriber', over: 'ours', under: 'plain', least: 3 },
  { what: 'Dateline / nodemailer raw', over: 'ours', under: 'raw', least: 0.9 },
  { what: 'Dateline / nodemailer, both with DKIM', over: 'oursDkim', under: 'plainDkim', least: 3 },
]

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const names = Object.keys(ARMS) as Name[]
const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>

const sink = await startSink()
try {
  // In turns, so that whatever else the machine does hits all alike.
  for (let round = 0; round < RUNS; round++) for (const name of names) results[name].push(run(ARMS[name]))
} finally {
  sink.close()
}
print()

function run({ args: [arm, messages], isSigned }: Arm): Result {
  const { output } = measure([ARM, arm, String(messages), sink.url], isSigned ? { BENCH_KEY: key } : {})
  const { seconds, cpu, octets } = JSON.parse(output)
  return { rate: messages / seconds, cpu, octets }
}

function print(): void {
  const kilobytes = Math.round((results.raw[0]?.octets ?? 0) / 1000)
  const write = (line: string) => process.stdout.write(`${line}\n`)
  write(
    `\n${kilobytes} kB a message, ${CONNECTIONS} connections, into ${sink.name}, medians of ${RUNS} runs in turns, Node ${process.versions.node}\n`,
  )
  write('| what | messages a second | processor a message |\n|---|---|---|')
  for (const name of names) {
    write(`| ${ARMS[name].what} | ${middle(results[name], 'rate').toFixed(0)} | ${middle(results[name], 'cpu')} µs |`)
  }
  write('\n| ratio | of messages a second | at least |\n|---|---|---|')
  for (const { what, over, under, least } of RATIOS) {
    const ratio = middle(results[over], 'rate') / middle(results[under], 'rate')
    write(`| ${what} | ${ratio.toFixed(2)} | ${least} |`)
    if (ratio < least) process.exitCode = 1
  }
}

function middle(runs: Result[], field: keyof Result): number {
  return runs.map((run) => run[field]).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] ?? Number.NaN
}
