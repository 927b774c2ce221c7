import type { Hono } from 'hono'
import { listen } from '../http/listen.ts'
import type { Console } from './console.ts'
import { stopped } from './stopped.ts'

/** Serves pages and says where, until the program is asked to end. */
export async function serveUntilStopped(
  pages: Hono,
  where: { host: string; port: number },
  setting: string,
  terminal: Console,
): Promise<void> {
  const server = await listen(pages, { ...where, setting })
  terminal.say(`Open ${server.url} (end with Ctrl-C).`)
  await stopped(terminal.signal)
  await server.close()
}
