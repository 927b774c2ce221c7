import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { WebhookSecrets } from '../../config/webhook-secrets.ts'
import type { Db } from '../../store/db.ts'
import { type FetchText, fetchText } from './fetch-text.ts'
import { mailgun } from './mailgun.ts'
import { postmark } from './postmark.ts'
import { recordEvents } from './record-events.ts'
import { sendgrid } from './sendgrid.ts'
import { ses } from './ses.ts'
import { Refused, type Webhook } from './webhook.ts'

/** `clock` gives milliseconds. `fetchText` stands in for the network. */
export type WebhookDeps = {
  db: Db
  clock: () => number
  webhooks?: WebhookSecrets | undefined
  log?: Record<'info' | 'warn', (fields: object, message: string) => void> | undefined
  fetchText?: FetchText
}

const LARGEST = 1024 * 1024

/** What mail providers post to about bounces, complaints and departures, below /webhooks/ (docs/webhooks.md). */
export function webhookRoutes(deps: WebhookDeps): Hono {
  const app = new Hono()
  const limited = bodyLimit({ maxSize: LARGEST, onError: (c) => c.text('The body is larger than 1 MiB.\n', 413) })
  for (const [name, webhook] of Object.entries(openWebhooks(deps))) {
    const path = `/webhooks/${name}`
    app.use(path, async (c, next) => {
      await next()
      c.header('Cache-Control', 'no-store')
      c.header('X-Content-Type-Options', 'nosniff')
    })
    if (webhook) app.post(path, limited, take(deps, name, webhook))
    app.all(path, (c) =>
      webhook
        ? c.text('This address only takes what its mail provider posts.\n', 405, { Allow: 'POST' })
        : c.text('There is no such webhook here.\n', 404),
    )
  }
  return app
}

function openWebhooks({ webhooks = {}, fetchText: fetched = fetchText }: WebhookDeps): Record<string, Webhook | null> {
  const { sesTopicArn, postmarkWebhookLogin, sendgridWebhookKey, mailgunWebhookKey } = webhooks
  return {
    ses: sesTopicArn ? ses(sesTopicArn, fetched) : null,
    postmark: postmarkWebhookLogin ? postmark(postmarkWebhookLogin) : null,
    sendgrid: sendgridWebhookKey ? sendgrid(sendgridWebhookKey) : null,
    mailgun: mailgunWebhookKey ? mailgun(mailgunWebhookKey) : null,
  }
}

function take({ db, clock, log }: WebhookDeps, name: string, webhook: Webhook) {
  return async (c: Context) => {
    const now = clock()
    const body = Buffer.from(await c.req.arrayBuffer())
    try {
      const events = await webhook({ body, header: (field) => c.req.header(field), now })
      const tally = await recordEvents(db, name, events, now)
      const level = tally.alarms > 0 ? 'warn' : 'info'
      if (events.length > 0) log?.[level]({ webhook: name, ...tally }, 'reports of the mail provider')
      return c.text('Taken.\n')
    } catch (error) {
      log?.warn({ webhook: name, reason: reasonOf(error) }, 'a report of the mail provider was not taken')
      return refusal(c, error)
    }
  }
}

function refusal(c: Context, error: unknown): Response {
  if (!(error instanceof Refused)) return c.text('The fault is on our side. Send it again.\n', 503, RETRY)
  const headers = error.status === 401 ? LOGIN : error.status === 503 ? RETRY : {}
  return c.text(`${error.message}\n`, error.status, headers)
}

const RETRY = { 'Retry-After': '60' }
const LOGIN = { 'WWW-Authenticate': 'Basic realm="dateline"' }

/** What the store says may hold a value of the request. */
function reasonOf(error: unknown): string {
  return error instanceof Refused ? error.message : `the store: ${(error as { code?: unknown }).code ?? 'failed'}`
}
