import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Script, startScriptedSmtp } from '../../test/support/scripted-smtp.ts'
import { startInjector } from '../../test/support/tls-server.ts'
import { connect, TIMEOUTS } from './connect.ts'
import { message, yes } from './sender.fixture.ts'
import { openSender } from './sender.ts'
import { parseSmtpUrl } from './url.ts'

/** `0.0.0.0` reaches this machine, and is no loopback address: it stands for a server elsewhere. */
const ELSEWHERE = '0.0.0.0'
const SECRETS = /AUTH|MAIL|RCPT|DATA|secret|ada@|Hello/

async function sendElsewhere(script: Script) {
  const server = await startScriptedSmtp(script)
  const url = `smtp://ada:secret@${ELSEWHERE}:${server.port}`
  const sender = await openSender({ url, connections: 1, requireTls: true, timeouts: { connect: 1000, patience: 0 } })
  onTestFinished(async () => {
    await sender.close()
    await server.close()
  })
  const outcome = await sender.send(message(), yes)
  return { outcome, heard: server.commands.filter((line) => SECRETS.test(line)), kept: server.accepted }
}

describe('no message and no password goes out in clear to a server that', () => {
  const ehlo =
    (lines: string): Script =>
    (stage) =>
      stage === 'ehlo' ? { reply: lines } : undefined

  test.each([
    ['offers no STARTTLS, as if somebody had taken it out', ehlo('250-x\r\n250 AUTH PLAIN LOGIN')],
    ['offers STARTTLS and says that it is not to be had', ehlo('250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN')],
    ['offers nothing at all', ehlo('250 x')],
    ['refuses EHLO', ehlo('502 5.5.1 HELO only')],
  ])('%s', async (_, script) => {
    const { outcome, heard, kept } = await sendElsewhere(script)
    expect([outcome.kind, heard, kept]).toEqual(['untried', [], []])
  })
})

describe('what a server says in clear along with its yes to STARTTLS', () => {
  test.each([
    ['a reply', '250-x\r\n250 AUTH PLAIN\r\n'],
    ['half a line', '250-AUTH PLAIN '],
  ])('is forgotten: %s', async (_, injected) => {
    const { port, heard } = await startInjector(injected)
    const server = { ...parseSmtpUrl(`smtp://mail.example.org:${port}`), host: '127.0.0.1' }
    // Only the certificate is not looked at, so that the server gets as far as it can.
    const insecure = connect(
      { ...server, loopback: false },
      false,
      { ...TIMEOUTS, connect: 2000 },
      new AbortController().signal,
    )
    const connection = await insecure
    expect(heard.filter((line) => line.startsWith('clear: ')).map((line) => line.split(' ')[1])).toEqual([
      'EHLO',
      'STARTTLS',
    ])
    expect(heard.filter((line) => line.startsWith('inside: EHLO'))).toHaveLength(1)
    expect(connection.allowsAuth).toBe(false)
    const ended = once(connection, 'end')
    connection.close()
    await ended
  })

  test('opens no way past the certificate', async () => {
    const { port, heard } = await startInjector('250 AUTH PLAIN\r\n')
    const url = `smtp://ada:secret@${ELSEWHERE}:${port}`
    const sender = await openSender({ url, connections: 1, requireTls: true, timeouts: { patience: 0 } })
    onTestFinished(sender.close)
    const outcome = await sender.send(message(), yes)
    expect(outcome.reply).toContain('has a certificate that cannot be trusted')
    expect(heard.filter((line) => SECRETS.test(line))).toEqual([])
  })
})
