import { NOW, planFor } from '../../../test/support/ledger.ts'
import { freshStore, type Kind, openAt } from '../../../test/support/stores.ts'
import type { WebhookSecrets } from '../../config/webhook-secrets.ts'
import { claimDeliveries, markSending } from '../../store/claims.ts'
import { recordOutcomes } from '../../store/outcomes.ts'
import { findSubscriberByKey } from '../../store/subscribers.ts'
import type { FetchText } from './fetch-text.ts'
import { type WebhookDeps, webhookRoutes } from './webhook-routes.ts'

export const ADA = 'ada@example.org'
const MINUTE_MS = 60_000

/** When providers post in tests: an hour after the digest went out. */
export const LATER = NOW + 60 * MINUTE_MS

type Settings = { webhooks: WebhookSecrets; fetchText?: FetchText; kind?: Kind; now?: number }

/** The webhooks of a site that has sent one digest to Ada and one to Bob. `log` is what was logged, as text. */
export async function openWebhooks({ webhooks, fetchText, kind = 'sqlite', now = LATER }: Settings) {
  // These tests are many, and none looks at the file.
  const { db } = kind === 'sqlite' ? await openAt({ file: ':memory:' }) : await freshStore(kind)
  const { subscribers, lease } = await planFor(db, 'ada', 'bob')
  const claim = { owner: 'worker', now: NOW, limit: 10, leaseMs: MINUTE_MS, resendInDoubt: true }
  const claims = await claimDeliveries(db, claim)
  await markSending(db, claim, claims)
  const outcome = { state: 'accepted' as const, reply: '250 ok', nextAt: null, holdUntil: null, countsAttempt: true }
  await recordOutcomes(
    db,
    claim.owner,
    claims.map(({ id, epoch }) => ({ id, epoch, ...outcome })),
    NOW,
  )
  const clock = { now }
  const lines: string[] = []
  const write = (fields: object, message: string) => lines.push(JSON.stringify({ ...fields, message }))
  const deps: WebhookDeps = { db, clock: () => clock.now, webhooks, log: { info: write, warn: write } }
  const app = webhookRoutes({ ...deps, ...(fetchText && { fetchText }) })
  const post = async (name: string, body: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await app.request(`/webhooks/${name}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers,
    })
    return { status: answer.status, text: await answer.text(), headers: answer.headers }
  }
  return {
    ...{ db, app, post, clock, subscribers, lease },
    log: () => lines.join('\n'),
    state: async (address = ADA) => (await findSubscriberByKey(db, address))?.state,
    reports: () => db.selectFrom('reports').selectAll().orderBy('id').execute(),
    /** The Message-ID of the digest to a subscriber. */
    messageId: async (subscriberId: number) => {
      const rows = await db.selectFrom('deliveries').selectAll().where('subscriber_id', '=', subscriberId).execute()
      return `<${rows[0]!.id}.${rows[0]!.planned_at.toString(36)}.digest-one@blog.example.org>`
    },
  }
}

export type Webhooks = Awaited<ReturnType<typeof openWebhooks>>
