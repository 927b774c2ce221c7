import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'

/** A key with a certificate that nobody vouches for. */
export function selfSigned(name: string): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', [...made, '-subj', `/CN=${name}`, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return pair
}

/**
 * A server with STARTTLS that sends `injected` in clear along with its 220, and offers a login inside only. Everything that it
 * reads, in clear and inside, is in `heard`.
 */
export async function startInjector(injected: string): Promise<{ port: number; heard: string[] }> {
  const pair = selfSigned('injector.example')
  const heard: string[] = []
  const talk = (socket: Socket, isInside: boolean) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (data) => {
      for (const line of String(data).split('\r\n').filter(Boolean)) {
        heard.push(`${isInside ? 'inside' : 'clear'}: ${line}`)
        if (line.startsWith('EHLO')) socket.write(isInside ? '250-x\r\n250 SIZE 1000\r\n' : '250-x\r\n250 STARTTLS\r\n')
        else if (line === 'STARTTLS') {
          socket.removeAllListeners('data')
          socket.write(`220 go on\r\n${injected}`)
          talk(new TLSSocket(socket, { isServer: true, ...pair }), true)
        } else socket.write('250 ok\r\n')
      }
    })
  }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.write('220 x\r\n')
    talk(socket, false)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return { port: (server.address() as AddressInfo).port, heard }
}
