import { html } from 'hono/html'
import { layout, note, type Page, type PageSite } from './layout.ts'

/** What there is to confirm. `cadence` ends a sentence; `about` is empty or names topics. */
export type Asked =
  | { kind: 'subscribe'; address: string; cadence: string; about: string; wording: string }
  | { kind: 'address'; address: string; before: string }

/** One button; looking at the page changes nothing. */
export function confirmPage(site: PageSite, action: string, asked: Asked): Page {
  const heading = asked.kind === 'subscribe' ? 'Confirm your subscription' : 'Confirm your new address'
  return layout(
    site,
    heading,
    html`<h1>${heading}</h1>
${asked.kind === 'subscribe' ? joining(site, asked) : moving(site, asked)}
<form method="post" action="${action}"><button type="submit">Confirm</button></form>
<p class="quiet">It was not you who asked for this? Close the page, and nothing happens.</p>`,
  )
}

function joining(site: PageSite, asked: Extract<Asked, { kind: 'subscribe' }>): Page {
  return html`<p><strong>${asked.address}</strong> is to get the digest of ${site.title} ${asked.cadence}${asked.about}.</p>
${asked.wording ? html`<blockquote>${asked.wording}</blockquote>` : ''}`
}

function moving(site: PageSite, asked: Extract<Asked, { kind: 'address' }>): Page {
  return html`<p>The digest of ${site.title} that goes to ${asked.before} is to go to <strong>${asked.address}</strong>.</p>`
}

export type Welcome = {
  address: string
  cadence: string
  about: string
  /** When the first digest is due; null when it comes with the next post. */
  first: string | null
  preferences: string
  isNew: boolean
}

/** They are in: what comes when. */
export function welcomePage(site: PageSite, shown: Welcome): Page {
  const first =
    shown.first === null ? '' : html` The next one is due on ${shown.first}, if there is a new post by then.`
  return note(
    site,
    shown.isNew ? 'You are subscribed' : 'You are subscribed already',
    html`<strong>${shown.address}</strong> gets the digest of ${site.title} ${shown.cadence}${shown.about}.${first}`,
    html`<a href="${shown.preferences}">Choose when digests come, and about what</a>`,
    html`<span class="quiet">Each digest has a link to leave by, and it holds at once.</span>`,
  )
}

/** Digests go to the new address. */
export function movedPage(site: PageSite, shown: { address: string; preferences: string }): Page {
  return note(
    site,
    'Your new address is confirmed',
    html`The digest of ${site.title} goes to <strong>${shown.address}</strong> from now on.`,
    html`<a href="${shown.preferences}">See all that you have chosen</a>`,
  )
}

/** @param subscribe path of the form to sign up; null when nobody can */
export function voidConfirmPage(site: PageSite, help: string, subscribe: string | null): Page {
  return note(
    site,
    'This link does not work any more',
    'A link to confirm is good for three days, and only the newest one is. It may also have been cut off on its way.',
    ...(subscribe === null
      ? []
      : [html`To get the digest, <a href="${subscribe}">sign up again</a>: a new link comes by mail.`]),
    'For another address, ask again in the preferences, which every digest links to.',
    html`<span class="quiet">If that does not help, write to <a href="mailto:${help}">${help}</a>.</span>`,
  )
}
