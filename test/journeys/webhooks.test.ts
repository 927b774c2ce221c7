import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { readMessageId } from '../../src/http/webhooks/message-id.ts'
import { dateline } from '../support/dateline.ts'
import { liveServers } from '../support/live-servers.ts'
import { addressOf, importReaders, startProgram } from '../support/program.ts'
import type { ScriptedSmtp } from '../support/scripted-smtp.ts'
import { CONFIG, makeSite, post } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'

const SENDGRID = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const MAILGUN_WEBHOOK_KEY = '0123456789abcdef0123456789abcdef'
const POSTMARK_WEBHOOK_LOGIN = 'postmark:0123456789abcdef'
const SENDGRID_WEBHOOK_KEY = SENDGRID.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

/** A worker with open webhooks, that publishes nothing by itself, on a site whose first digest everybody has got. */
async function running(kind: Kind) {
  const { smtp, env } = await liveServers(kind)
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  site.write('config/dateline.yaml', `${CONFIG}worker:\n  tick: "0 0 1 1 *"\nhttp:\n  port: 0\n`)
  const readers = await importReaders(site, 4, env)
  const publish = () => dateline(site, ['publish', '--json'], env)
  await publish()
  const secrets = { MAILGUN_WEBHOOK_KEY, POSTMARK_WEBHOOK_LOGIN, SENDGRID_WEBHOOK_KEY }
  const worker = startProgram(site, ['worker'], { ...env, ...secrets })
  return { smtp, site, readers, publish, worker, url: await addressOf(worker) }
}

function messageIdTo({ accepted }: ScriptedSmtp, address: string): string {
  const body = accepted.find(({ to }) => to[0] === address)?.body ?? ''
  return /^Message-ID: (.+)$/im.exec(body)?.[1]?.trim() ?? ''
}

const nowInSeconds = () => Math.floor(Date.now() / 1000)

function bySendgrid(smtp: ScriptedSmtp, email: string): RequestInit {
  const time = String(nowInSeconds())
  const event = {
    event: 'bounce',
    type: 'bounce',
    status: '5.1.1',
    reason: '550 5.1.1 no such user',
    sg_event_id: 'one',
  }
  const body = JSON.stringify([{ ...event, email, timestamp: nowInSeconds(), 'smtp-id': messageIdTo(smtp, email) }])
  const headers = {
    'X-Twilio-Email-Event-Webhook-Timestamp': time,
    'X-Twilio-Email-Event-Webhook-Signature': sign('sha256', Buffer.from(time + body), SENDGRID.privateKey).toString(
      'base64',
    ),
  }
  return { method: 'POST', body, headers }
}

function byMailgun(recipient: string, key = MAILGUN_WEBHOOK_KEY): RequestInit {
  const [timestamp, token] = [String(nowInSeconds()), 'a'.repeat(50)]
  const signature = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex')
  const event = { event: 'complained', id: 'two', timestamp: nowInSeconds(), recipient }
  const body = JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': event })
  return { method: 'POST', body }
}

function byPostmark(Recipient: string): RequestInit {
  const change = { RecordType: 'SubscriptionChange', SuppressSending: true, SuppressionReason: 'ManualSuppression' }
  const body = JSON.stringify({ ...change, Recipient, ChangedAt: new Date().toISOString() })
  const headers = { Authorization: `Basic ${Buffer.from(POSTMARK_WEBHOOK_LOGIN).toString('base64')}` }
  return { method: 'POST', body, headers }
}

describe.each(KINDS)('a site whose providers report to it, in %s', (kind) => {
  it('sends the next digest to nobody who bounced, complained or left there', async () => {
    const { smtp, site, readers, publish, worker, url } = await running(kind)
    const [bounced = '', complained = '', left = '', stays = ''] = readers
    expect(smtp.accepted).toHaveLength(4)
    expect(readMessageId(messageIdTo(smtp, bounced))?.deliveryId).toBeGreaterThan(0)

    const forged = await fetch(`${url}/webhooks/mailgun`, byMailgun(stays, 'another key that is as long'))
    expect(forged.status).toBe(403)
    const posts: [string, RequestInit][] = [
      ['sendgrid', bySendgrid(smtp, bounced)],
      ['mailgun', byMailgun(complained)],
      ['postmark', byPostmark(left)],
    ]
    for (const [name, request] of [...posts, ...posts]) {
      expect((await fetch(`${url}/webhooks/${name}`, request)).status).toBe(200)
    }
    expect((await fetch(`${url}/webhooks/ses`, { method: 'POST', body: '{}' })).status).toBe(404)

    worker.child.kill('SIGTERM')
    await once(worker.child, 'exit')
    site.write('posts/two.md', post('Two', '2026-05-02'))
    const { out, err } = await publish()
    expect(JSON.parse(out).deliveries.accepted, err).toBe(1)
    expect(smtp.accepted.slice(4).map(({ to }) => to[0])).toEqual([stays])
  })
})
