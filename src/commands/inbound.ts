import { existsSync } from 'node:fs'
import { addAbortSignal, type Readable } from 'node:stream'
import { Command } from 'commander'
import type { App } from '../app.ts'
import type { InboundMessage } from '../mail/inbound.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'
import { explain } from './failure.ts'

/** EX_TEMPFAIL of sysexits.h: the mail server keeps the message and tries again. */
const TRY_AGAIN = 75

/** `inbound`: what a mail server hands a message to that came for the site. */
export const inboundCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('inbound')
      .description('Read one message on standard input, from a mail server, and let go who wants to leave.')
      .action(async (_flags, command: Command) => done(await run(command.optsWithGlobals(), terminal))),
    'npm run -s dateline -- inbound < message.eml',
  )

/** 0: handled, or nothing to do. 75: nothing was done, and the same message may come again. */
async function run({ site }: SharedOptions, terminal: Console): Promise<number> {
  try {
    const { LARGEST_INBOUND, readInbound } = await import('../mail/inbound.ts')
    const { withSite } = await import('./open-site.ts')
    const raw = await beginningOf(addAbortSignal(terminal.signal, process.stdin), LARGEST_INBOUND)
    terminal.say(
      await withSite({ site, memory: 'look' }, async (app) => {
        refuseWithoutStore(app)
        const message = await readInbound(raw)
        return message === null ? 'The message cannot be read. Nothing was done.' : handle(app, message)
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

/** A folder that is not there, as when its disk is not mounted, must not pass for a list without anybody. */
function refuseWithoutStore({ paths, environment }: App): void {
  if (environment.databaseUrl || existsSync(paths.state)) return
  throw new Error(`${paths.state}: there is no such folder, so that nobody is known. Look at --site and SMTP_URL.`)
}

/** What was done about a message, in one sentence without addresses; null when it is of another kind. */
type Handler = (app: App, message: InboundMessage) => Promise<string | null>

const HANDLERS: Handler[] = [letGo]

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
