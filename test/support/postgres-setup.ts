import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import type { ServerAnswer } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the address of the run's PostgreSQL, which is started by the first question. */
    postgresDoor: string
  }
}

/** One PostgreSQL for the whole run, and none for a run that asks for none. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: ChildProcess | undefined
  let url: Promise<string> | undefined
  const door = createServer((_, response) => {
    server ??= fork(new URL('postgres-server.ts', import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    url ??= urlOf(server)
    url.then(
      (address) => response.end(address),
      (error) => response.writeHead(500).end(String(error)),
    )
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  project.provide('postgresDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}`)
  return async () => {
    door.close()
    if (server) await stop(server)
  }
}

async function urlOf(server: ChildProcess): Promise<string> {
  const ended = once(server, 'exit').then(() => ({ error: 'PostgreSQL ended before it had started' }))
  const answer = (await Promise.race([once(server, 'message').then(([message]) => message), ended])) as ServerAnswer
  if ('error' in answer) throw new Error(answer.error)
  return answer.url
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  if (server.connected) server.disconnect()
  await ended
}
