import { createHash } from 'node:crypto'
import type { App } from '../app.ts'
import type { EditionText } from '../digests/edition.ts'
import { senderDomain } from '../mail/mailbox.ts'
import type { UrgentCase, UrgentPlan } from '../store/plan-urgent.ts'
import type { NewEdition } from '../store/plan-writes.ts'
import { EditionFault } from './refusal.ts'
import { renderLetterOf } from './render.ts'

type LetterText = EditionText & Pick<NewEdition, 'messageDomain'>

export type WrittenLetter = UrgentPlan & { request: UrgentCase }

/** The letters that can be written, each text once; why the others cannot goes to `faults`. */
export async function writeLetters(
  app: App,
  requests: UrgentCase[],
  now: number,
  faults: EditionFault[],
): Promise<WrittenLetter[]> {
  const texts = new Map<UrgentCase['kind'], LetterText | null>()
  for (const { kind } of requests) {
    if (!texts.has(kind)) texts.set(kind, await render(app, kind, faults))
  }
  return requests.flatMap((request) => {
    const { kind, round, consentId, subscriberId } = request
    const text = texts.get(kind)
    return text ? [{ consentId, subscriberId, letter: frozen(kind, round, text, now), request }] : []
  })
}

async function render(app: App, kind: UrgentCase['kind'], faults: EditionFault[]): Promise<LetterText | null> {
  try {
    return { ...(await renderLetterOf(app, kind)), messageDomain: senderDomain(app.config) }
  } catch (error) {
    faults.push(new EditionFault(error instanceof Error ? error.message : String(error), { cause: error }))
    return null
  }
}

/** Each round has a key of its own, so that somebody who is written to again gets a delivery of its own. */
function frozen(
  kind: UrgentCase['kind'],
  round: number,
  { messageDomain, ...text }: LetterText,
  now: number,
): NewEdition {
  const key = createHash('sha256')
    .update(JSON.stringify([kind, round, text]))
    .digest('base64url')
  return { ...text, kind, key, posts: [], createdAt: now, messageDomain }
}
