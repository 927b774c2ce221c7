import type { Context } from 'hono'
import { keepSignUp } from '../../store/sign-ups.ts'
import { defaultPreferences } from '../../subscribers/preferences.ts'
import { basePath } from '../base-path.ts'
import { topicsIn } from '../choices-form.ts'
import { clientAddress } from '../client-address.ts'
import { type Fields, fieldIn, fieldsOf } from '../form-fields.ts'
import { tooOftenPage } from '../pages/signed-up.ts'
import { subscribePage } from '../pages/subscribe.ts'
import { type RefusedSignUp, readSignUp, TRAP } from '../sign-up-form.ts'
import { changeLater, type PageDeps } from '../subscription.ts'
import { viewOf } from './show-subscribe.ts'

/**
 * POST /subscribe, from the page or from a form on any site: keeps the sign-up to be looked at later, so that the answer and
 * its time are the same for every address, known or not.
 */
export function signUp(deps: PageDeps) {
  const { config, site, db } = deps
  const check = `${basePath(config)}/subscribe/check`
  return async (c: Context) => {
    const given = (await fieldsOf(c)) ?? {}
    if (fieldIn(given, TRAP)) return c.redirect(check, 303)
    const read = readSignUp(given, defaultPreferences(config), config.digest.schedule)
    if ('error' in read) return c.html(subscribePage(site, await refused(deps, given, read)), 400)
    const [client, askedAt] = [clientAddress(c), deps.clock()]
    const { address, key: addressKey, name, preferences } = read
    const admission = deps.signUps(client, addressKey, askedAt)
    if (admission.kind === 'wait') {
      const seconds = Math.ceil(admission.ms / 1000)
      return c.html(tooOftenPage(site, Math.ceil(seconds / 60)), 429, { 'Retry-After': String(seconds) })
    }
    if (admission.kind === 'keep') {
      const { wording } = config.subscribe
      await keepSignUp(db, { address, addressKey, name, preferences, source: sourceOf(c), client, wording, askedAt })
      changeLater(deps)
    }
    return c.redirect(check, 303)
  }
}

/** The form again, with what was given as far as it can be read; a zone that was chosen is not guessed anew. */
async function refused(deps: PageDeps, given: Fields, why: RefusedSignUp) {
  const defaults = defaultPreferences(deps.config)
  const rest = readSignUp(
    { ...given, address: 'somebody@example.org', name: '' },
    defaults,
    deps.config.digest.schedule,
  )
  const preferences = 'error' in rest ? { ...defaults, topics: topicsIn(given) } : rest.preferences
  const [address = '', name = ''] = ['address', 'name'].map((field) => fieldIn(given, field)?.slice(0, 254))
  const view = await viewOf(deps, { address, name }, preferences)
  return { ...view, refused: why, script: fieldIn(given, 'zone') ? '' : view.script }
}

function sourceOf(c: Context): string {
  const origin = c.req.header('Sec-Fetch-Site') === 'cross-site' ? URL.parse(c.req.header('Origin') ?? '') : null
  return origin?.protocol.startsWith('http') ? `sign-up form on ${origin.origin.slice(0, 200)}` : 'sign-up form'
}
