import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export type Sink = { name: string; url: string; close: () => void }

/** A mail server in a process of its own that keeps nothing: Postfix's smtp-sink where it is installed, else one in Node. */
export async function startSink(): Promise<Sink> {
  const found = spawnSync('sh', ['-c', 'PATH=$PATH:/usr/sbin command -v smtp-sink']).stdout.toString().trim()
  return found === '' ? nodeSink() : smtpSink(found)
}

async function smtpSink(program: string): Promise<Sink> {
  const port = await freePort()
  // As root it wants to know whom to become.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn(program, [...user, `127.0.0.1:${port}`, '1000'], { stdio: 'inherit' })
  await listening(child, port)
  return { name: 'smtp-sink', url: `smtp://127.0.0.1:${port}`, close: () => void child.kill() }
}

async function nodeSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('./sink.mjs', import.meta.url)))
  const [port] = await once(child, 'message')
  return { name: 'a sink in Node', url: `smtp://127.0.0.1:${port}`, close: () => void child.kill() }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    await setTimeout(50)
  }
  throw new Error('smtp-sink ended before it listened')
}
