import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { Stage } from '../support/scripted-smtp.ts'
import type { Rule } from './rules.ts'
import type { Acceptance } from './tally.ts'

/** A scripted mail server in a process of its own. */
export type MailServer = {
  port: number
  url: string
  /** Everything that it took, also before it was started again. */
  taken: () => Acceptance[]
  /** Settles when sessions have reached the stage so often from now on. */
  reached: (stage: Stage, times?: number) => Promise<void>
  follow: (rules: Rule[]) => Promise<void>
  /** Ends it at once, as a power cut does; its port refuses connections until it is started again. */
  kill: () => Promise<void>
  start: () => Promise<void>
}

type Told = { port?: number; stage?: Stage; following?: true }

/** @param record the file in which it puts down what it took */
export async function startMailServer(record: string, rules: Rule[]): Promise<MailServer> {
  let port = 0
  let child: ChildProcess | undefined
  let waiting: { stage: Stage; left: number; tell: () => void }[] = []
  let told: (message: Told) => void = () => {}
  // Asked for anew each time: words that come together would pass by somebody who waits for one after the other.
  const answer = () =>
    new Promise<Told>((resolve) => {
      told = resolve
    })
  const hear = (message: Told) => {
    const { stage } = message
    if (stage === undefined) return told(message)
    waiting = waiting.filter((wait) => wait.stage !== stage || --wait.left > 0 || wait.tell())
  }
  const start = async () => {
    child = fork(new URL('server.ts', import.meta.url), [record, String(port), JSON.stringify(rules)])
    child.on('message', hear)
    const { port: open = 0 } = await Promise.race([answer(), ended(child)])
    port = open
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  const follow = async (next: Rule[]) => {
    rules = next
    const followed = answer()
    if (child?.connected && child.send({ rules })) await followed
  }
  const reached = (stage: Stage, times = 1) => new Promise<void>((tell) => waiting.push({ stage, left: times, tell }))
  await start()
  return { port, url: `smtp://127.0.0.1:${port}`, taken: () => takenIn(record), reached, follow, kill, start }
}

async function ended(child: ChildProcess): Promise<never> {
  await once(child, 'exit')
  throw new Error('The mail server ended before it had started.')
}

/** A line that was cut off by a kill was not answered. */
function takenIn(record: string): Acceptance[] {
  if (!existsSync(record)) return []
  const lines = readFileSync(record, 'utf8').split('\n')
  return lines.slice(0, -1).map((line) => JSON.parse(line))
}
