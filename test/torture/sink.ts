import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { MailServer } from './mail-server.ts'
import type { Acceptance } from './tally.ts'

export function isSinkInstalled(): boolean {
  return spawnSync('smtp-sink', ['-?']).error === undefined
}

/** Postfix's smtp-sink: a server of somebody else's, which keeps each message that it took in a file. It follows no rules. */
export async function startSink(folder: string): Promise<MailServer> {
  const dumps = join(folder, 'dumps')
  mkdirSync(dumps)
  chmodSync(folder, 0o755)
  chmodSync(dumps, 0o777)
  const port = await freePort()
  let child: ChildProcess | undefined
  const start = async () => {
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
    child = spawn('smtp-sink', [...user, '-d', `${dumps}/%H.`, `127.0.0.1:${port}`, '100'], { stdio: 'ignore' })
    for (let look = 0; look < 100 && !(await answers(port)); look++) await setTimeout(20)
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  await start()
  const never = () => new Promise<void>(() => {})
  const url = `smtp://127.0.0.1:${port}`
  return { port, url, taken: () => takenIn(dumps), reached: never, follow: async () => {}, kill, start }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'data')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** A file of a transaction that was cut off is taken away again; one that has only just begun is empty. */
function takenIn(dumps: string): Acceptance[] {
  return readdirSync(dumps).flatMap((name) => {
    const path = join(dumps, name)
    const text = readFileSync(path, 'utf8').replaceAll('=\n', '')
    const id = /^Message-ID:\s*(\S+)/im.exec(text)?.[1]
    if (id === undefined) return []
    const to = /^X-Rcpt-Args: <([^>]*)>/m.exec(text)?.[1] ?? ''
    return [{ id, to, marks: [...new Set(text.match(/\bmark-\d+\b/g))], at: statSync(path).mtimeMs }]
  })
}
