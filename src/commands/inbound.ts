import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { Command } from 'commander'
import type { App } from '../app.ts'
import type { MailReport } from '../deliveries/report.ts'
import type { InboundMessage } from '../mail/inbound.ts'
import type { Recorded } from '../store/reports.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'
import { explain } from './failure.ts'

/** EX_TEMPFAIL of sysexits.h: the mail server keeps the message and tries again. */
const TRY_AGAIN = 75

/** `inbound`: what a mail server hands a message to that came for the site. */
export const inboundCommand: CommandMaker = (terminal, done) =>
  withExample(
    tryingAgain(new Command('inbound'), terminal)
      .description(
        'Read one message on standard input, from a mail server: let go who wants to leave, and take in reports of bounces and complaints.',
      )
      .option('--recipient <address>', 'whom the envelope names, when the mail server sets no variable RECIPIENT')
      .option('--sender <address>', 'the sender of the envelope, empty for a report')
      .action(async (_flags, command: Command) => done(await run(command.optsWithGlobals(), terminal))),
    'npm run -s dateline -- inbound < message.eml',
  )

/** A mail server sends a message back to who wrote it when a command that was called wrongly ends with any other code. */
function tryingAgain(command: Command, terminal: Console): Command {
  command.error = (message) => {
    terminal.say(message.trimEnd().replaceAll('\n', ' '))
    process.exit(TRY_AGAIN)
  }
  return command
}

type Options = SharedOptions & { recipient?: string; sender?: string }

/** 0: handled, or nothing to do. 75: nothing was done, and the same message may come again. */
async function run({ site, recipient, sender }: Options, terminal: Console): Promise<number> {
  try {
    const { LARGEST_INBOUND, readInbound } = await import('../mail/inbound.ts')
    const { readEnvelope, withEnvelope } = await import('../mail/inbound-envelope.ts')
    const { withSite } = await import('./open-site.ts')
    const raw = await beginningOf(addAbortSignal(terminal.signal, process.stdin), LARGEST_INBOUND)
    terminal.say(
      await withSite({ site, memory: 'look' }, async (app) => {
        refuseWithoutStore(app)
        const message = await readInbound(raw)
        if (message === null) return 'The message cannot be read. Nothing was done.'
        return handle(app, withEnvelope(message, readEnvelope({ recipient, sender }, process.env)))
      }),
    )
    return 0
  } catch (error) {
    terminal.say(explain(error))
    return TRY_AGAIN
  }
}

/** Reads to the end, so that the writer is never cut off, and keeps no more than `limit` bytes. */
async function beginningOf(input: Readable, limit: number): Promise<Buffer> {
  const kept: Buffer[] = []
  let size = 0
  for await (const chunk of input as AsyncIterable<Buffer>) {
    if (size < limit) kept.push(chunk.subarray(0, limit - size))
    size += chunk.length
  }
  return Buffer.concat(kept)
}

/** A store that is not there, as when its disk is not mounted or a backup is put back, must not pass for an empty one. */
function refuseWithoutStore({ paths, environment }: App): void {
  const file = join(paths.state, 'dateline.db')
  if (environment.databaseUrl || existsSync(file)) return
  throw new Error(`${file}: there is no such file, so that nobody is known. Look at --site and SMTP_URL.`)
}

/** What was done about a message, in one sentence without addresses; null when it is of another kind. */
type Handler = (app: App, message: InboundMessage) => Promise<string | null>

const HANDLERS: Handler[] = [letGo, takeIn]

async function handle(app: App, message: InboundMessage): Promise<string> {
  for (const handler of HANDLERS) {
    const said = await handler(app, message)
    if (said !== null) return said
  }
  return 'The message asks for nothing that can be done here. Nothing was done.'
}

async function letGo(app: App, message: InboundMessage): Promise<string | null> {
  const { readLeaving } = await import('../mail/inbound-leaving.ts')
  const { leave } = await import('../store/leave.ts')
  const { findSubscriberByKey } = await import('../store/subscribers.ts')
  const { readToken } = await import('../subscribers/token.ts')
  const leaving = readLeaving(message, app.config)
  if (leaving === null) return null
  const { db } = app.store
  const now = app.clock()
  const subject = leaving.token === null ? null : readToken(app.keys, 'unsubscribe', leaving.token)
  const byToken = subject && (await leave(db, { ...subject, reason: 'mail with the token of a digest', now }))
  if (byToken && 'subscriber' in byToken) return gone(byToken)
  const sender = leaving.senderKey === null ? null : await findSubscriberByKey(db, leaving.senderKey)
  // Anybody can write a name into From: who was only asked must not be made to leave, and be asked anew.
  if (!sender || sender.state === 'pending')
    return 'The message asks to unsubscribe, and is of nobody who is subscribed. Nothing was done.'
  const bySender = await leave(db, { subscriberId: sender.id, reason: 'mail from the address', now })
  return 'subscriber' in bySender ? gone(bySender) : null
}

function gone({ kind, subscriber }: { kind: 'unsubscribed' | 'already'; subscriber: Subscriber }): string {
  return kind === 'already'
    ? `Subscriber ${subscriber.id} had left already.`
    : `Unsubscribed subscriber ${subscriber.id}: no mail goes there any more.`
}

async function takeIn(app: App, message: InboundMessage): Promise<string | null> {
  const { readReport } = await import('../mail/inbound-report.ts')
  const { recordReports } = await import('../store/reports.ts')
  const now = app.clock()
  const read = readReport(message, app.keys, now)
  if (read?.kind !== 'report') return read?.why ?? null
  const [recorded] = await recordReports(app.store.db, [read.report], now)
  return recorded ? told(read.report, recorded) : null
}

/** Of what a server said the code alone: its words may name somebody. */
function told({ kind, status }: MailReport, { done, weight, subscriberId }: Recorded): string {
  const how = { hard: ' for good', soft: '', alarm: ', which is no fault of the mailbox' }[weight ?? 'soft']
  const what = `${kind}${status === null ? '' : ` with ${status}`}${how}`
  switch (done) {
    case 'ended':
      return `Ended subscriber ${subscriberId}: ${what}. No mail goes there any more.`
    case 'noted':
      return `Noted of subscriber ${subscriberId}: ${what}.`
    case 'known':
      return `The report about subscriber ${subscriberId} was known already. Nothing was done.`
    case 'unknown':
      return 'The report is about a delivery or a subscriber that is not there any more. Nothing was done.'
    default:
      return done satisfies never
  }
}
