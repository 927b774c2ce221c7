// Loaded into a program before it starts: kills it like a power cut around its nth statement of SQLite, or, on SIGUSR2,
// stops it after its next commit, where it holds up no other program.
import { writeFileSync } from 'node:fs'
import { DatabaseSync, StatementSync } from 'node:sqlite'

const killAt = Number(process.env.KILL_AT)
const isAfter = process.env.KILL_SIDE === 'after'
let count = 0
let isStopping = false

function watch(prototype, method) {
  const real = prototype[method]
  prototype[method] = function (...args) {
    count++
    if (count === killAt && !isAfter) process.kill(process.pid, 'SIGKILL')
    const answer = real.apply(this, args)
    if (count === killAt && isAfter) process.kill(process.pid, 'SIGKILL')
    if (isStopping && args[0] === 'commit') {
      isStopping = false
      process.kill(process.pid, 'SIGSTOP')
    }
    return answer
  }
}

watch(DatabaseSync.prototype, 'exec')
watch(StatementSync.prototype, 'all')
watch(StatementSync.prototype, 'run')
process.on('SIGUSR2', () => {
  isStopping = true
})
process.on('exit', () => {
  if (process.env.STATEMENTS_FILE) writeFileSync(process.env.STATEMENTS_FILE, String(count))
})
