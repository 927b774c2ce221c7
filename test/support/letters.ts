import PostalMime from 'postal-mime'
import type { App } from '../../src/app.ts'
import { nextDue } from '../../src/digests/schedule.ts'
import { type Confirmed, confirmConsent } from '../../src/store/confirm.ts'
import { findConsent } from '../../src/store/consents.ts'
import { lastSeq } from '../../src/store/posts.ts'
import { keepSignUp, type SignUp } from '../../src/store/sign-ups.ts'
import { confirmsConsent, consentIdIn } from '../../src/subscribers/consent-token.ts'
import { suppressionKeys } from '../../src/subscribers/forgotten.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import type { ScriptedSmtp } from './scripted-smtp.ts'
import { signUpOf } from './sign-ups.ts'

/** Somebody sends the form; nobody has looked at it yet. */
export async function sendForm(app: App, name: string, changes: Partial<SignUp> = {}): Promise<void> {
  const preferences = { ...defaultPreferences(app.config), cadence: 'instant' as const }
  await keepSignUp(app.store.db, signUpOf(name, { preferences, askedAt: app.clock(), ...changes }))
}

/** `confirm` is the token of the link, where there is one. */
export type Letter = { to: string; subject: string; text: string; confirm: string | null }

/** Every message that the server kept for an address, in order. */
export async function lettersTo({ accepted }: Pick<ScriptedSmtp, 'accepted'>, address: string): Promise<Letter[]> {
  const bodies = accepted.filter(({ to }) => to[0] === address).map(({ body }) => Buffer.from(body, 'latin1'))
  return Promise.all(
    bodies.map(async (body) => {
      const { subject = '', text = '' } = await PostalMime.parse(body)
      return { to: address, subject, text, confirm: /\/confirm\/([\w.-]+)/.exec(text)?.[1] ?? null }
    }),
  )
}

/** Somebody follows the link of a message and confirms. */
export async function confirmBy(app: App, token: string): Promise<Confirmed> {
  const { db } = app.store
  const consent = await findConsent(db, consentIdIn(token) ?? 0)
  if (!consent || !confirmsConsent(app.keys, token, consent)) return { kind: 'void' }
  const now = app.clock()
  return confirmConsent(db, {
    consentId: consent.id,
    now,
    from: '203.0.113.0/24',
    cursor: await lastSeq(db),
    dueAt: (preferences) => nextDue(preferences, now, app.config.digest.schedule),
    suppressionKeys: (key) => suppressionKeys(app.keys, key),
  })
}
