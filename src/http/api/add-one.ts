import type { Context } from 'hono'
import { nextDue } from '../../digests/schedule.ts'
import { type AddedWithConsent, addWithConsent } from '../../store/add-with-consent.ts'
import { lastSeq } from '../../store/posts.ts'
import { keepSignUp } from '../../store/sign-ups.ts'
import { newNonce } from '../../subscribers/consent-token.ts'
import { suppressionKeys } from '../../subscribers/forgotten.ts'
import { defaultPreferences } from '../../subscribers/preferences.ts'
import type { Preferences } from '../../subscribers/subscriber.ts'
import { basePath } from '../base-path.ts'
import { changeLater } from '../subscription.ts'
import type { ApiDeps } from './deps.ts'
import { Problem, untakable } from './problem.ts'
import { readBody } from './read-body.ts'
import { requireSchedule } from './require-schedule.ts'
import { type NewSubscriberBody, newSubscriberSchema } from './schemas.ts'
import { preferencesOf, subscriberJson } from './subscriber-json.ts'

/** A clock of the site's own code may be ahead of ours by so much. */
const SKEW_MS = 5 * 60_000

/**
 * POST /api/subscribers. Without evidence of consent it is a sign-up like any other: they are asked by mail, and the answer
 * is the same for every address, so that it may be passed on. With it they are subscribed at once.
 */
export function addOne(deps: ApiDeps) {
  return async (c: Context) => {
    const body = await readBody(c, newSubscriberSchema)
    requireSchedule(deps.config, body.cadence)
    const preferences = { ...defaultPreferences(deps.config), ...preferencesOf(body) }
    if (body.consent) return answer(deps, c, await addAtOnce(deps, body, body.consent, preferences))
    await keepSignUp(deps.db, {
      address: body.address.address,
      addressKey: body.address.key,
      name: body.name ?? null,
      preferences,
      source: 'API',
      client: body.from ?? 'API',
      wording: body.wording ?? deps.config.subscribe.wording,
      askedAt: deps.clock(),
    })
    changeLater(deps)
    return c.json({ status: 'accepted', address: body.address.address }, 202)
  }
}

type Consent = NonNullable<NewSubscriberBody['consent']>

async function addAtOnce(
  { db, keys, config, clock }: ApiDeps,
  { address, name }: NewSubscriberBody,
  { at, from, wording }: Consent,
  preferences: Preferences,
): Promise<AddedWithConsent> {
  const now = clock()
  const askedAt = Date.parse(at)
  if (askedAt > now + SKEW_MS)
    throw untakable([{ pointer: '#/consent/at', detail: 'lies ahead. Write when they agreed.' }])
  return addWithConsent(db, {
    ...{ address: address.address, addressKey: address.key, preferences, source: 'API', client: from, wording },
    ...(name !== undefined && { name }),
    askedAt: Math.min(askedAt, now),
    nonce: newNonce(),
    cursor: await lastSeq(db),
    dueAt: nextDue(preferences, now, config.digest.schedule),
    now,
    suppressionKeys: suppressionKeys(keys, address.key),
  })
}

function answer({ config, onChange }: ApiDeps, c: Context, result: AddedWithConsent): Response {
  switch (result.kind) {
    case 'added': {
      onChange?.()
      const path = `${basePath(config)}/api/subscribers/${encodeURIComponent(result.subscriber.address)}`
      return c.json(subscriberJson(result.subscriber), 201, { Location: path })
    }
    case 'exists':
      return c.json(subscriberJson(result.subscriber), 200)
    case 'ended':
      throw new Problem(409, WHY[result.reason], { state: result.reason })
    default:
      return result satisfies never
  }
}

const WHY = {
  unsubscribed: 'They left after that consent. To come back they have to agree anew.',
  bounced: 'Mail to this address came back, so that none goes there any more.',
  complained: 'They complained about mail, so that none goes there any more.',
}
