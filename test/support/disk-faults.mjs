// Loaded into a program before it starts: makes its disk slow, or ends a thread of it, like one that ran out of memory,
// in the middle of its nth file. FAULT_FILE then exists.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const slowMs = Number(process.env.SLOW_DISK_MS ?? 0)
const dieAt = isMainThread ? 0 : Number(process.env.THREAD_DIES_AT ?? 0)
let count = 0

const fsync = fs.fsyncSync
fs.fsyncSync = (fd) => {
  count++
  if (count === dieAt) {
    fs.writeFileSync(process.env.FAULT_FILE, '')
    process.exit(1)
  }
  if (slowMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowMs)
  return fsync(fd)
}
syncBuiltinESMExports()
