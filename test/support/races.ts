import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Where } from '../../src/store/open.ts'

export type Act =
  | 'open'
  | 'initSetting'
  | 'lease'
  | 'claim'
  | 'announce'
  | 'plan'
  | 'planUrgent'
  | 'subscribe'
  | 'settle'
  | 'spend'

/** Lets processes of their own do one thing at one place, all at once, and answers what each of them got. */
export async function race<Result>(act: Act, place: Where, processes: number): Promise<Result[][]> {
  const children = Array.from({ length: processes }, () =>
    fork(new URL('racer.ts', import.meta.url), [act, JSON.stringify(place)], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    }),
  )
  await Promise.all(children.map((child) => answer(child)))
  const answers = children.map((child) => answer(child))
  for (const child of children) child.send('go')
  return (await Promise.all(answers)).map((message) => (message as { done: Result[] }).done)
}

async function answer(child: ChildProcess): Promise<unknown> {
  const errors: string[] = []
  child.stderr?.on('data', (chunk) => errors.push(String(chunk)))
  const ended = once(child, 'close').then(() => {
    throw new Error(`A racing process ended without an answer: ${errors.join('')}`)
  })
  const [message] = await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  return message
}
