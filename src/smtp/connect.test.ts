import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { type ScriptedSmtp, startScriptedSmtp } from '../../test/support/scripted-smtp.ts'
import { tlsRules } from './connect.ts'
import { openSender, type Sender } from './sender.ts'
import { parseSmtpUrl } from './url.ts'

const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** `0.0.0.0` reaches this machine, and is no loopback address: it stands for a server elsewhere. */
const ELSEWHERE = '0.0.0.0'

async function startServer(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ logger: false, authOptional: true, closeTimeout: 50, ...options })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  closers.push(() => new Promise<void>((resolve) => server.close(resolve)))
  return (server.server.address() as AddressInfo).port
}

async function sender(url: string, requireTls = true): Promise<Sender> {
  const opened = await openSender({ url, connections: 1, requireTls, timeouts: { connect: 2000 } })
  closers.unshift(opened.close)
  return opened
}

async function plainServer(): Promise<ScriptedSmtp> {
  const server = await startScriptedSmtp((stage) =>
    stage === 'ehlo' ? { reply: '250-x\r\n250 AUTH PLAIN' } : undefined,
  )
  closers.push(server.close)
  return server
}

const ada = {
  onAuth: ({ username, password }, _session, callback) =>
    username === 'ada' && password === 's&cret' ? callback(null, { user: 'ada' }) : callback(new Error('bad password')),
} satisfies SMTPServerOptions

describe('TLS', () => {
  test('a server elsewhere that offers none is refused before a password or an address is said', async () => {
    const server = await plainServer()
    const { verify } = await sender(`smtp://ada:secret@${ELSEWHERE}:${server.port}`)
    await expect(verify()).rejects.toThrow(`mail server 0.0.0.0:${server.port} offers no usable TLS`)
    expect(server.commands.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([])
  })

  test('the site may allow a server without TLS', async () => {
    const server = await plainServer()
    const { verify } = await sender(`smtp://${ELSEWHERE}:${server.port}`, false)
    await expect(verify()).resolves.toBe(undefined)
  })

  test('a password is never sent in clear, even if the site allows a server without TLS', async () => {
    const server = await plainServer()
    const { verify } = await sender(`smtp://ada:secret@${ELSEWHERE}:${server.port}`, false)
    await expect(verify()).rejects.toThrow('offers no usable TLS')
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toEqual([])
  })

  test('a certificate that nobody vouches for is refused, with STARTTLS and without', async () => {
    const starttls = await sender(`smtp://${ELSEWHERE}:${await startServer({})}`)
    await expect(starttls.verify()).rejects.toThrow('has a certificate that cannot be trusted')
    const implicit = await sender(`smtps://${ELSEWHERE}:${await startServer({ secure: true })}`)
    await expect(implicit.verify()).rejects.toThrow('has a certificate that cannot be trusted')
  })

  test('the certificate of a server on this machine is not asked for', async () => {
    const { verify } = await sender(`smtps://127.0.0.1:${await startServer({ secure: true })}`)
    await expect(verify()).resolves.toBe(undefined)
  })

  test('smtps:// to a server that speaks first in clear is explained', async () => {
    const server = await plainServer()
    const { verify } = await sender(`smtps://127.0.0.1:${server.port}`)
    await expect(verify()).rejects.toThrow('Write smtp:// instead of smtps://')
  })

  test('without TLS where it is required, nothing but an error can come out', () => {
    const rules = tlsRules(parseSmtpUrl('smtp://mail.example.org'), true)
    expect(rules).toEqual({
      secure: false,
      requireTLS: true,
      ignoreTLS: false,
      opportunisticTLS: false,
      tls: { rejectUnauthorized: true },
    })
  })
})

describe('login', () => {
  const login = { authOptional: false, hideSTARTTLS: true, allowInsecureAuth: true, ...ada }

  test('user name and password open the way', async () => {
    const { verify } = await sender(`smtp://ada:s%26cret@127.0.0.1:${await startServer(login)}`)
    await expect(verify()).resolves.toBe(undefined)
  })

  test('a wrong password is explained with the words of the server, and not shown', async () => {
    const { verify } = await sender(`smtp://ada:wrong@127.0.0.1:${await startServer(login)}`)
    await expect(verify()).rejects.toThrow(/refused the login: 535 .*bad password\. Check user name and password/)
    await expect(verify()).rejects.not.toThrow('wrong')
  })

  test('a server that knows no login does not get the messages of one that should log in', async () => {
    const server = await startScriptedSmtp()
    closers.push(server.close)
    const { verify } = await sender(`smtp://ada:secret@127.0.0.1:${server.port}`)
    await expect(verify()).rejects.toThrow(
      'takes no login here, but SMTP_URL has a user name and a password. Remove user:password from SMTP_URL, or use the port with TLS',
    )
  })
})

test.each([
  'banner',
  'EHLO',
  'AUTH',
])('a sender that is closed waits for no server that is mute at %s', async (mute) => {
  const { promise: reached, resolve: reach } = Promise.withResolvers<Socket>()
  const silent = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined)
    if (mute === 'banner') return reach(socket)
    socket.write('220 mute.example\r\n')
    socket.on('data', (line) => {
      if (`${line}`.startsWith(mute)) reach(socket)
      else socket.write('250-mute.example\r\n250 AUTH PLAIN\r\n')
    })
  })
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { verify, close } = await sender(`smtp://ada:secret@127.0.0.1:${(silent.address() as AddressInfo).port}`)
  const verified = expect(verify()).rejects.toThrow('the sender is closed.')
  const socket = await reached
  await Promise.all([verified, close()])
  await expect.poll(openSockets).toBeLessThanOrEqual(1)
  socket.destroy()
  silent.close()
})

/** Sockets of this process, on either side. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
}

test('a server that is not there is explained', async () => {
  const server = await startScriptedSmtp()
  await server.close()
  const { verify } = await sender(server.url)
  await expect(verify()).rejects.toThrow(
    `mail server 127.0.0.1:${server.port} refused the connection. Check host and port of SMTP_URL, and that the mail server runs.`,
  )
})
