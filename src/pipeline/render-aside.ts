import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import type { EditionText } from '../digests/edition.ts'
import type { RenderJob } from './render-job.ts'

/** What the process answers to a job. */
export type RenderAnswer = { text: EditionText } | { fault: string }

/** The texts of one run come one after the other. */
const IDLE_MS = 1_000

type Desk = { child: ChildProcess; last: Promise<unknown>; idle: NodeJS.Timeout | undefined }

let desk: Desk | null = null

/** Lets a process of its own do a job; it takes them one at a time, and ends a second after the last one. */
export function renderAside(job: RenderJob): Promise<EditionText> {
  desk ??= openDesk()
  const { child, last } = desk
  const mine = desk
  clearTimeout(mine.idle)
  const done = last.then(() => ask(child, job))
  const settled = done.then(
    () => {},
    () => {},
  )
  mine.last = settled.then(() => {
    if (mine.last === ended) mine.idle = setTimeout(() => close(mine), IDLE_MS).unref()
  })
  const ended = mine.last
  return done
}

function openDesk(): Desk {
  const cache = getCompileCacheDir()
  const child = fork(new URL('./render-process.ts', import.meta.url), {
    serialization: 'advanced',
    env: { ...process.env, ...(cache && { NODE_COMPILE_CACHE: cache }) },
  })
  child.once('exit', () => {
    if (desk?.child === child) desk = null
  })
  return { child, last: Promise.resolve(), idle: undefined }
}

function close(mine: Desk): void {
  if (desk === mine) desk = null
  if (mine.child.connected) mine.child.disconnect()
}

async function ask(child: ChildProcess, job: RenderJob): Promise<EditionText> {
  const { promise, resolve, reject } = Promise.withResolvers<RenderAnswer>()
  const fail = () => reject(new Error('The process that writes the mail ended before it had done so.'))
  child.once('message', resolve).once('error', reject).once('exit', fail)
  try {
    child.send(job, (error) => error && reject(error))
    const answer = await promise
    if ('fault' in answer) throw new Error(answer.fault)
    return answer.text
  } finally {
    child.off('message', resolve).off('error', reject).off('exit', fail)
  }
}
