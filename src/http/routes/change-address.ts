import type { Context } from 'hono'
import { suppressionOf } from '../../store/add-subscriber.ts'
import { askForAddress } from '../../store/consents.ts'
import { parseAddress } from '../../subscribers/address.ts'
import { newNonce } from '../../subscribers/consent-token.ts'
import { forgottenKey, suppressionKeys } from '../../subscribers/forgotten.ts'
import { REQUEST_LIFE_MS } from '../../subscribers/request-life.ts'
import type { Subscriber } from '../../subscribers/subscriber.ts'
import { clientAddress } from '../client-address.ts'
import { fieldIn, fieldsOf } from '../form-fields.ts'
import { preferencesPage, type Said } from '../pages/preferences.ts'
import { voidLinkPage } from '../pages/unsubscribe.ts'
import { changeLater, helpAddress, type PageDeps, subscriberOf } from '../subscription.ts'
import { viewOf } from './show-preferences.ts'
import { goodbye } from './unsubscribe.ts'

const MOST_A_DAY = 3
const WORDING = 'I want to get the digest at this address.'

/**
 * POST /preferences/:token/address: asks the new address by mail. The answer is the same whether or not the address is known;
 * one that is never to get mail gets none.
 */
export function changeAddress(deps: PageDeps) {
  const { site, config } = deps
  return async (c: Context) => {
    const subscriber = await subscriberOf(deps, 'preferences', c.req.param('token') ?? '')
    if (!subscriber) return c.html(voidLinkPage(site, helpAddress(config)), 404)
    if (subscriber.state !== 'active') return c.html(goodbye(deps, subscriber))
    const [said, status] = await ask(deps, subscriber, {
      text: fieldIn((await fieldsOf(c)) ?? {}, 'address') ?? '',
      client: clientAddress(c),
    })
    return c.html(preferencesPage(site, { ...(await viewOf(deps, subscriber)), said }), status)
  }
}

type Answer = [Said, 200 | 400 | 429]

async function ask(deps: PageDeps, subscriber: Subscriber, given: { text: string; client: string }): Promise<Answer> {
  const parsed = parseAddress(given.text)
  if ('error' in parsed) return refuse(`Not asked: ${parsed.error}`, 400)
  const { address, key: addressKey } = parsed
  if (address === subscriber.address) return refuse('Not asked: that is the address that digests go to.', 400)
  const now = deps.clock()
  const tooOften = refuse('Not asked: that was asked three times today. Try again tomorrow.', 429)
  if (deps.newAddresses.take(String(subscriber.id), now) > 0) return tooOften
  const refused = await suppressionOf(deps.db, suppressionKeys(deps.keys, addressKey))
  const isVoid = refused !== null
  // It costs and counts the same; but an address that is to be left alone is not written down.
  const hash = forgottenKey(deps.keys, addressKey)
  const asked = isVoid ? { address: hash, addressKey: hash } : { address, addressKey }
  const request = { ...asked, source: 'preferences', client: given.client, wording: WORDING, askedAt: now }
  const terms = { now, lifeMs: REQUEST_LIFE_MS, nonce: newNonce, mostADay: MOST_A_DAY, isVoid }
  if (!(await askForAddress(deps.db, subscriber.id, request, terms))) return tooOften
  changeLater(deps)
  return [{ kind: 'saved', text: `Look into the inbox of ${address}: a link to confirm by is on its way there.` }, 200]
}

function refuse(text: string, status: 400 | 429): Answer {
  return [{ kind: 'refused', text }, status]
}
