import { html } from 'hono/html'
import { layout, note, type Page, type PageSite } from './layout.ts'

/** One button. `cadence` ends the sentence that says what the subscriber gets. */
export function askPage(site: PageSite, shown: { address: string; cadence: string; preferences: string }): Page {
  return layout(
    site,
    'Unsubscribe',
    html`<h1>Unsubscribe?</h1>
<p><strong>${shown.address}</strong> gets the digest of ${site.title} ${shown.cadence}.</p>
<form method="post"><button type="submit">Unsubscribe</button></form>
<p class="quiet">Too much, or at the wrong time? <a href="${shown.preferences}">Change when digests come</a></p>`,
  )
}

export function goodbyePage(site: PageSite, address: string): Page {
  return note(
    site,
    'You are unsubscribed',
    html`No more mail goes to <strong>${address}</strong>. Thank you for having read along.`,
    html`<span class="quiet">New posts still appear on <a href="${site.url}">${site.title}</a> and in its feeds.</span>`,
  )
}

/** The link does not open anything; says what to do instead. */
export function voidLinkPage(site: PageSite, help: string): Page {
  return note(
    site,
    'This link does not work',
    'It may be cut off, or older than the newest one. Open the link at the end of the latest digest that you got.',
    html`If that does not help, write to <a href="mailto:${help}">${help}</a> and say what you want changed.`,
  )
}

/** Something broke on this side; nothing was changed. */
export function troublePage(site: PageSite, help: string): Page {
  return note(
    site,
    'That did not work',
    'The fault is on our side, and nothing was changed. Please try again in a few minutes.',
    html`If it stays so, write to <a href="mailto:${help}">${help}</a>.`,
  )
}
