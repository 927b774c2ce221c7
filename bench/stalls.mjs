// Loaded into a program before it starts: writes down whenever its event loop did not turn for longer than LIMIT_MS, with the
// processor time of that thread and the longest statement of SQLite in it, and at the end how much memory it took.
import { appendFileSync, readFileSync } from 'node:fs'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { isMainThread } from 'node:worker_threads'

const LIMIT_MS = 30
const file = process.env.STALLS_FILE

// Its own processes are not meant.
delete process.env.STALLS_FILE

if (file && isMainThread) {
  let last = performance.now()
  let cpu = process.threadCpuUsage()
  let longest = { ms: 0, sql: '' }
  let statements = 0
  const note = (ms, sql) => {
    statements++
    if (ms > longest.ms) longest = { ms, sql }
  }
  setInterval(() => {
    const now = performance.now()
    const ms = now - last - 2
    const used = process.threadCpuUsage(cpu)
    const cpuMs = Math.round((used.user + used.system) / 1000)
    if (ms > LIMIT_MS)
      append({ ms: Math.round(ms), cpuMs, statements, longest: { ...longest, ms: Math.round(longest.ms) } })
    last = now
    cpu = process.threadCpuUsage()
    statements = 0
    longest = { ms: 0, sql: '' }
  }, 2).unref()
  time(DatabaseSync.prototype, 'exec', (_database, args) => args[0], note)
  for (const method of ['all', 'run']) time(StatementSync.prototype, method, (statement) => statement.sourceSQL, note)
  process.on('exit', () =>
    append({ peakKb: Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) }),
  )
}

function time(prototype, method, sqlOf, note) {
  const real = prototype[method]
  prototype[method] = function (...args) {
    const startedAt = performance.now()
    try {
      return real.apply(this, args)
    } finally {
      note(performance.now() - startedAt, sqlOf(this, args).slice(0, 300))
    }
  }
}

function append(line) {
  appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`)
}
