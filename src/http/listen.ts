import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'

export type Listening = {
  url: string
  /** Takes no more requests; those under way have three seconds to end. */
  close: () => Promise<void>
}

const GRACE_MS = 3000

/**
 * Serves an app. Port 0 takes any free one. `setting` names where the port comes from, for the error of one line that tells that it
 * cannot be had.
 */
export async function listen(
  app: Hono,
  { host, port, setting = 'http.port' }: { host: string; port: number; setting?: string },
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host }) as Server
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new Error(explain(error as NodeJS.ErrnoException, { host, port, setting }))
  }
  return { url: urlOf(host, (server.address() as AddressInfo).port), close: () => close(server) }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(timer)
}

function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : isIPv6(host) ? `[${host}]` : host
  return `http://${name}:${port}`
}

function explain(error: NodeJS.ErrnoException, at: { host: string; port: number; setting: string }): string {
  const { host, port, setting } = at
  switch (error.code) {
    case 'EADDRINUSE':
      return `${setting}: port ${port} of ${host} is in use. Choose another one, or end the program that has it.`
    case 'EACCES':
      return `${setting}: port ${port} is not for ordinary users. Choose one above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `http.host: ${host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of its addresses.`
    default:
      return `${setting}: ${host}:${port} cannot be opened (${error.message}).`
  }
}
