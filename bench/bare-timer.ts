import { fork } from 'node:child_process'
import { once } from 'node:events'

/** Starts a process that does nothing but look at the clock, until `stop`, which tells for how many ms it did not: the noise of the machine. */
export function bareTimer(): { stop: () => Promise<number> } {
  const child = fork(import.meta.filename, ['timer'])
  const stop = async () => {
    child.send('stop')
    const [longest] = await once(child, 'message')
    return longest as number
  }
  return { stop }
}

if (process.argv[2] === 'timer') {
  let last = performance.now()
  let longest = 0
  setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 2)
    last = now
  }, 2)
  process.on('disconnect', () => process.exit())
  process.on('message', () => process.send?.(Math.round(longest), () => process.exit()))
}
