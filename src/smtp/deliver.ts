import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Outcome } from '../deliveries/delivery.ts'
import { outcomeOf, readReply, type Stage } from '../deliveries/reply.ts'
import type { OutgoingMessage } from '../mail/message.ts'
import type { Timeouts } from './connect.ts'
import type { SmtpFault } from './explain.ts'
import { HeldBody } from './held-body.ts'
import { oneLine } from './one-line.ts'

/** What one try over one connection came to. */
export type Attempt = {
  outcome: Outcome
  /** The session is where it was before the message, and can take another one. */
  clean: boolean
  /** The connection was gone, or its replies out of step, before the server asked for a byte: another one may take it. */
  untouched: boolean
  /** The server refused more than this message: another one may take it at once, as part of the same attempt. */
  elsewhere: boolean
}

type End = { reply: string | null; error: SmtpFault | null } | { timeout: true } | { closed: true }

/** Sends one message over a connection. Its outcome settles only after `mayFinish`, if that was asked, has settled. */
export async function deliver(
  connection: SMTPConnection,
  message: OutgoingMessage,
  mayFinish: () => Promise<boolean>,
  timeouts: Timeouts,
): Promise<Attempt> {
  const body = new HeldBody(message.raw, mayFinish, () => isGone(connection))
  const end = await converse(connection, message, body, timeouts)
  await body.asking
  if (body.refusal !== null) {
    connection.close()
    return {
      outcome: { kind: 'untried', reply: oneLine(body.refusal) },
      clean: false,
      untouched: false,
      elsewhere: false,
    }
  }
  const attempt = judge(end, body)
  if (!attempt.clean) connection.close()
  return attempt
}

function isGone({ _socket: socket }: SMTPConnection): boolean {
  return !socket || socket.destroyed || socket.readableEnded
}

function converse(
  connection: SMTPConnection,
  message: OutgoingMessage,
  body: HeldBody,
  timeouts: Timeouts,
): Promise<End> {
  return new Promise((resolve) => {
    let timer = setTimeout(() => finish({ timeout: true }), timeouts.envelope)
    const within = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => finish({ timeout: true }), ms)
    }
    const finish = (end: End) => {
      clearTimeout(timer)
      connection.off('end', ended)
      if (!body.readableEnded) body.destroy()
      resolve(end)
    }
    // nodemailer says "end" before it hands out the reason.
    const ended = () => setImmediate(finish, { closed: true })
    connection.once('end', ended)
    body.once('began', () => {
      within(timeouts.body)
      // Anything but 354 here is the reply to an earlier command, and this session's replies are no longer in step.
      if (!/^354/.test(connection.lastServerResponse || '')) finish({ reply: null, error: outOfStep(connection) })
    })
    body.once('asking', () => clearTimeout(timer))
    body.once('refused', () => finish({ closed: true }))
    body.once('end', () => within(timeouts.dot))
    connection.send(
      { from: message.envelope.from, to: [message.envelope.to], size: message.raw.length },
      body,
      (error, info) => finish({ reply: error ? replyOf(error) : (info?.response ?? null), error: error ?? null }),
    )
  })
}

function judge(end: End, body: HeldBody): Attempt {
  const stage = stageOf(end, body)
  const reply = 'error' in end ? end.reply : null
  const code = reply === null ? null : readReply(reply).code
  const early = stage === 'body' && code !== null && code < 400
  const outcome = outcomeOf({ stage, reply: early ? null : reply, detail: detailOf(end, stage) })
  const refused = code !== null && code >= 400 && code !== 421 && stage !== 'body' && inStep(end)
  return {
    outcome,
    clean: outcome.kind === 'accepted' || refused,
    untouched: !body.began && (code === null || code < 400 || code === 421),
    elsewhere: outcome.kind === 'untried' && !body.began,
  }
}

/** Errors of these kinds answer the command that was asked; all others end the session. */
function inStep(end: End): boolean {
  return 'error' in end && (end.error?.code === 'EENVELOPE' || end.error?.code === 'EMESSAGE')
}

function stageOf(end: End, body: HeldBody): Stage {
  if (body.dotMayBeSent) return 'dot'
  if (body.began) return 'body'
  const command = 'error' in end ? end.error?.command : undefined
  return command === 'RCPT TO' ? 'rcpt' : command === 'DATA' ? 'data' : 'mail'
}

function detailOf(end: End, stage: Stage): string {
  if ('timeout' in end) return `no answer in time (${stage}).`
  if ('closed' in end) return `connection closed (${stage}).`
  if (end.error === null) return `answered before the whole message was sent: ${oneLine(end.reply ?? '')}`
  return oneLine(end.error.message)
}

/** A message over the limit that EHLO announced is refused on our side: as the server would, at MAIL (RFC 1870). */
function replyOf(error: SmtpFault): string | null {
  const tooLarge = error.code === 'EMESSAGE' && error.command === 'MAIL FROM' && error.response === undefined
  return tooLarge ? `552 5.3.4 ${error.message}` : (error.response ?? null)
}

function outOfStep(connection: SMTPConnection): SmtpFault {
  return new Error(`asked for the message with: ${oneLine(connection.lastServerResponse || 'nothing')}`)
}
