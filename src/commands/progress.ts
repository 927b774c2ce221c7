import type { SingleBar } from 'cli-progress'
import type { PublishOptions, Step } from '../pipeline/options.ts'
import type { Console } from './console.ts'
import { progressLine, rateMeter } from './progress-line.ts'

/** Shorter runs show nothing. */
const PATIENCE_MS = 1_000
const PLAIN_EVERY_MS = 5_000
const DRAWN_EVERY_MS = 100

type Current = { step: Step; rate: ReturnType<typeof rateMeter>; bar: SingleBar | null; toldAt: number }

/** Count, rate, time left and what went wrong: a bar on a terminal, plain lines when piped, nothing when quiet. */
export function showProgress(terminal: Console, quiet: boolean) {
  const startedAt = Date.now()
  let current: Current | null = null

  const begin = async (step: Step, done: number, total: number) => {
    current?.bar?.stop()
    const mine: Current = { step, rate: rateMeter(Date.now(), done), bar: null, toldAt: Date.now() }
    current = mine
    if (!terminal.isTerminal) return
    const { default: progress } = await import('cli-progress')
    if (current !== mine) return
    const options = { format: '{bar} {line}', stream: process.stderr, clearOnComplete: true, barsize: 20 }
    mine.bar = new progress.SingleBar(options)
    mine.bar.start(total, 0, { line: step })
  }

  const step: NonNullable<PublishOptions['onProgress']> = (name, done, given, sums) => {
    const now = Date.now()
    if (quiet || now - startedAt < PATIENCE_MS) return
    const total = Math.max(done, given)
    if (current?.step !== name) return void begin(name, done, total)
    const rate = current.rate(now, done)
    if (now - current.toldAt < (terminal.isTerminal ? DRAWN_EVERY_MS : PLAIN_EVERY_MS)) return
    current.toldAt = now
    const line = progressLine({ step: name, done, total, rate, sums })
    if (!terminal.isTerminal) return terminal.say(line)
    current.bar?.setTotal(total)
    current.bar?.update(done, { line })
  }
  const end = (): void => {
    current?.bar?.stop()
    current = null
  }
  return { step, end }
}
