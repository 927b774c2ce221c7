import type { Step } from '../pipeline/options.ts'

/** How far a step is; `sums` of messages, where some are sent. */
export type Progress = {
  step: Step
  done: number
  total: number
  /** Things a second, over the last seconds. */
  rate: number
  sums?: { deferred: number; bounced: number; inDoubt: number } | undefined
}

/** `planning 340,000 of 1,000,000, 21,000 a second, 31 s left`; what was not taken by the mail server at the end. */
export function progressLine({ step, done, total, rate, sums }: Progress): string {
  const left = rate > 0 && done < total ? [`${duration((total - done) / rate)} left`] : []
  const wrong = sums
    ? [...named(sums.deferred, 'deferred'), ...named(sums.bounced, 'bounced'), ...named(sums.inDoubt, 'in doubt')]
    : []
  const speed = rate > 0 ? [`${number(rate)} a second`] : []
  const parts = [`${step} ${number(done)} of ${number(total)}`, ...speed, ...left].join(', ')
  return wrong.length > 0 ? `${parts}; ${wrong.join(', ')}` : parts
}

function named(count: number, name: string): string[] {
  return count > 0 ? [`${number(count)} ${name}`] : []
}

export function number(value: number): string {
  return (value < 10 && !Number.isInteger(value) ? Number(value.toFixed(1)) : Math.round(value)).toLocaleString('en-US')
}

/** `31 s`, `12 min`, `3 h 5 min`. @param seconds zero or more */
export function duration(seconds: number): string {
  if (seconds < 99.5) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 100) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Over how long a rate is taken: so that it follows what is happening, and does not jump. */
const WINDOW_MS = 5_000

/** Tells the rate of what it is shown, a second, over the last five seconds, from how much was done at first. Times are milliseconds. */
export function rateMeter(startedAt: number, doneBefore: number) {
  const seen = [{ at: startedAt, done: doneBefore }]
  return (at: number, done: number): number => {
    if (at - seen.at(-1)!.at >= WINDOW_MS / 20) seen.push({ at, done })
    while (seen.length > 2 && at - seen[1]!.at >= WINDOW_MS) seen.shift()
    const { at: since, done: before } = seen[0]!
    return at > since ? ((done - before) * 1000) / (at - since) : 0
  }
}
