import { onTestFinished } from 'vitest'
import { type Script, type ScriptedSmtp, startScriptedSmtp } from '../../test/support/scripted-smtp.ts'
import type { OutgoingMessage } from '../mail/message.ts'
import { openSender, type Sender, type SenderOptions } from './sender.ts'

/** A server that follows the script, and a sender of one connection to it; both are closed when the test has finished. */
export async function start(
  script?: Script,
  options: Partial<SenderOptions> = {},
): Promise<{ server: ScriptedSmtp; sender: Sender }> {
  const server = await startScriptedSmtp(script)
  const sender = await openSender({ url: server.url, connections: 1, requireTls: true, ...options })
  onTestFinished(async () => {
    await sender.close()
    await server.close()
  })
  return { server, sender }
}

export function message(to = 'ada@example.org', text = 'Hello'): OutgoingMessage {
  const raw = Buffer.from(`To: ${to}\r\nSubject: ${text}\r\n\r\n${text}\r\n.dot\r\n`)
  return { deliveryId: 1, envelope: { from: 'digest@blog.example', to }, messageId: `<${to}@blog.example>`, raw }
}

export const yes = async () => true
