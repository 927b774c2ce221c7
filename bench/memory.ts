// Memory of the program while it sends a large edition: node bench/memory.ts [messages]
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startSink } from './mail-sink.ts'
import { plannedSite } from './mail-site.ts'

const MESSAGES = Number(process.argv[2] ?? 50_000)
const MOST_MB = 200
/** What it holds at the end may be so much more than what it held when it had begun. */
const MOST_GROWTH = 1.25
const CLI = fileURLToPath(new URL('../bin/dateline.mjs', import.meta.url))

const sink = await startSink()
const site = await plannedSite(MESSAGES)
try {
  const started = performance.now()
  const child = spawn(process.execPath, [CLI, 'publish', '--quiet', '--site', site.root], {
    env: { ...process.env, SMTP_URL: sink.url },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const resident: number[] = []
  let peak = 0
  while (child.exitCode === null && child.signalCode === null) {
    const status = statusOf(child.pid as number)
    if (status.resident > 0) resident.push(status.resident)
    peak = Math.max(peak, status.peak)
    await setTimeout(1000)
  }
  if (child.exitCode !== 0) throw new Error(`publish ended with ${child.exitCode ?? child.signalCode}`)
  report((performance.now() - started) / 1000, resident, peak)
} finally {
  site.remove()
  sink.close()
}

function report(seconds: number, resident: number[], peak: number): void {
  const tenth = Math.ceil(resident.length / 10)
  const [first, last] = [middle(resident.slice(tenth, 2 * tenth)), middle(resident.slice(-tenth))]
  const rate = Math.round(MESSAGES / seconds)
  process.stdout.write(
    '| messages | time | messages a second | memory in the second tenth | in the last tenth | peak |\n',
  )
  process.stdout.write('|---|---|---|---|---|---|\n')
  process.stdout.write(
    `| ${MESSAGES} | ${seconds.toFixed(0)} s | ${rate} | ${first.toFixed(0)} MB | ${last.toFixed(0)} MB | ${peak.toFixed(0)} MB |\n`,
  )
  if (peak > MOST_MB || last > first * MOST_GROWTH) process.exitCode = 1
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** Megabytes; zero when the process has ended. */
function statusOf(pid: number): { resident: number; peak: number } {
  let text = ''
  try {
    text = readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {}
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024
  return { resident: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}
