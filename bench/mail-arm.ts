// One program of the comparison, in a process of its own: sends `count` messages to `url`, and prints seconds, processor time
// in microseconds a message, and octets of one.
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { App } from '../src/app.ts'
import type { ClaimedDelivery } from '../src/deliveries/delivery.ts'
import { composeMessage } from '../src/mail/message.ts'
import { prepareEdition } from '../src/mail/prepare-edition.ts'
import { readTokenMark } from '../src/mail/tokens.ts'
import { linksOf } from '../src/pipeline/links-of.ts'
import { sendLane } from '../src/pipeline/send.ts'
import { claimDeliveries } from '../src/store/claims.ts'
import { readEdition } from '../src/store/editions.ts'
import { CONNECTIONS, plannedSite } from './mail-site.ts'

const [arm = '', total = '', url = ''] = process.argv.slice(2)
const key = process.env.BENCH_KEY
const count = Number(total)
const site = await plannedSite(count, arm === 'ours' && key ? { DKIM_PRIVATE_KEY: key } : {})
try {
  const app = await site.open(url)
  const result = arm === 'ours' ? await ours(app) : await bare(app)
  process.stdout.write(JSON.stringify(result))
  await app.close()
} finally {
  site.remove()
}

/** The program's own way, with the ledger. */
async function ours(app: App) {
  const before = process.cpuUsage()
  const start = performance.now()
  const { accepted, halted } = await sendLane(app, { lane: 'digests' })
  const seconds = (performance.now() - start) / 1000
  if (accepted !== count) throw new Error(`${accepted} of ${count} were accepted: ${halted}`)
  return { seconds, octets: 0, cpu: cpuSince(before) }
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return Math.round((user + system) / count)
}

/** nodemailer, with its pool, and nothing written down. */
async function bare(app: App) {
  const { db } = app.store
  const claim = {
    owner: 'bench',
    limit: count,
    leaseMs: 60_000,
    now: Date.now(),
    resendInDoubt: false,
    lane: 'digests',
  }
  const deliveries = await claimDeliveries(db, claim as Parameters<typeof claimDeliveries>[1])
  const edition = await readEdition(db, deliveries[0]!.editionId)
  const prepared = prepareEdition(edition, app.config)
  const raws = deliveries.map((delivery) => composeMessage(prepared, delivery, linksOf(app, delivery)))
  const octets = raws[0]!.raw.length
  const mails = arm === 'raw' ? raws : deliveries
  const toOptions = arm === 'raw' ? (each: unknown) => each as SendMailOptions : plainMail(app, edition, raws[0]!.raw)
  const signing = key ? { dkim: { domainName: 'example.org', keySelector: 'bench', privateKey: key } } : {}
  const transport = createTransport({
    ...{ host: '127.0.0.1', port: Number(new URL(url).port), ignoreTLS: true },
    ...{ pool: true, maxConnections: CONNECTIONS, maxMessages: Number.POSITIVE_INFINITY, ...signing },
  })
  const before = process.cpuUsage()
  const start = performance.now()
  let next = 0
  const sendSome = async () => {
    for (let at = next++; at < count; at = next++) await transport.sendMail(toOptions(mails[at] as ClaimedDelivery))
  }
  await Promise.all(Array.from({ length: 2 * CONNECTIONS }, sendSome))
  const seconds = (performance.now() - start) / 1000
  transport.close()
  return { seconds, octets, cpu: cpuSince(before) }
}

/** What a program without an edition would do: HTML, text and headers of each subscriber, handed to nodemailer. */
function plainMail(app: App, edition: Awaited<ReturnType<typeof readEdition>>, example: Buffer) {
  const { html, tokens } = readTokenMark(edition.html)
  const list = Object.fromEntries(
    [
      ...example
        .toString('latin1', 0, example.indexOf('\r\n\r\n'))
        .matchAll(/^(List-\w+|Feedback-ID|Precedence): (.*)$/gm),
    ].map(([, name, value]) => [name as string, (value as string).trim()]),
  )
  return (delivery: ClaimedDelivery): SendMailOptions => {
    const links = linksOf(app, delivery)
    const fill = (text: string) =>
      text
        .replaceAll(tokens.address, delivery.address)
        .replaceAll(tokens.unsubscribe, links.unsubscribe)
        .replaceAll(tokens.preferences, links.preferences)
        .replaceAll(tokens.cadence, 'every Monday at 08:00')
    return {
      from: { name: 'Bench', address: 'ada@example.org' },
      to: { name: delivery.name ?? '', address: delivery.address },
      subject: edition.subject,
      html: fill(html),
      text: fill(edition.text),
      textEncoding: 'quoted-printable',
      headers: {
        ...list,
        'List-Unsubscribe': `<${links.unsubscribe}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    }
  }
}
