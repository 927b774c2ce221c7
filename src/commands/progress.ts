import type { SingleBar } from 'cli-progress'
import type { Console } from './console.ts'

/** Shorter runs show nothing. */
const PATIENCE_MS = 1_000
const PLAIN_EVERY_MS = 5_000

type Step = 'reading' | 'writing' | 'sending'

/** Count, rate and time left on a terminal; plain lines when piped; nothing when quiet. */
export function showProgress(terminal: Console, quiet: boolean) {
  const startedAt = Date.now()
  let current: { step: Step; bar: SingleBar | null; since: number; toldAt: number } | null = null

  const begin = async (step: Step, total: number) => {
    current = { step, bar: null, since: Date.now(), toldAt: Date.now() }
    if (!terminal.isTerminal) return
    const { default: progress } = await import('cli-progress')
    if (current?.step !== step) return
    current.bar = new progress.SingleBar({
      format: `${step} {bar} {value}/{total} {rate}/s, {eta_formatted} left`,
      stream: process.stderr,
      clearOnComplete: true,
    })
    current.bar.start(total, 0, { rate: '-' })
  }

  return {
    step: (step: Step, done: number, total: number): void => {
      if (quiet || Date.now() - startedAt < PATIENCE_MS) return
      if (current?.step !== step) {
        current?.bar?.stop()
        void begin(step, total)
        return
      }
      const rate = Math.round(done / Math.max(0.001, (Date.now() - current.since) / 1000))
      current.bar?.update(done, { rate })
      if (terminal.isTerminal || Date.now() - current.toldAt < PLAIN_EVERY_MS) return
      current.toldAt = Date.now()
      terminal.say(`${step}: ${done} of ${total}, ${rate} a second`)
    },
    end: (): void => {
      current?.bar?.stop()
      current = null
    },
  }
}
