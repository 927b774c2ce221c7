import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** One ping as it arrived at the hub. */
export type Ping = { mode: string | null; url: string | null; topic: string | null; host: string; type: string }

export type Hub = { url: string; port: number; pings: Ping[] }

type Act = (response: ServerResponse, ping: Ping) => unknown

const accept: Act = (response) => response.writeHead(204).end()

/** A hub on 127.0.0.1 that notes what it is told, and answers with 204 or does what `act` says; ends with the test. */
export async function startHub(act: Act = accept): Promise<Hub> {
  const pings: Ping[] = []
  const server = createServer(async (request, response) => {
    const ping = await readPing(request)
    pings.push(ping)
    act(response, ping)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, port, pings }
}

async function readPing(request: IncomingMessage): Promise<Ping> {
  const form = new URLSearchParams(await text(request))
  const { host = '', 'content-type': type = '' } = request.headers
  return { mode: form.get('hub.mode'), url: form.get('hub.url'), topic: form.get('hub.topic'), host, type }
}
