import { html } from 'hono/html'
import { LEAVE_REASONS } from '../leave-reason.ts'
import { choice } from './choices.ts'
import { layout, note, type Page, type PageSite, untracked } from './layout.ts'

export type LeaveView = { address: string; action: string; cadence: string; preferences: string }

/** One button. `cadence` ends the sentence that says what the subscriber gets. */
export function askPage(site: PageSite, shown: LeaveView): Page {
  return layout(
    site,
    'Unsubscribe',
    html`<h1>Unsubscribe?</h1>
<p><strong>${shown.address}</strong> gets the digest of ${site.title} ${shown.cadence}.</p>
<form method="post" action="${shown.action}"><button type="submit">Unsubscribe</button></form>
<p class="quiet">Too much, or at the wrong time? <a href="${shown.preferences}">Change when digests come, or pause them</a></p>
<p class="quiet">${untracked()}</p>`,
  )
}

export type GoodbyeView = {
  address: string
  /** Path that takes the reason; null when none can be given any more. */
  reason: string | null
  /** Path of the form to sign up; null when nobody can. */
  subscribe: string | null
  /** The reason has just been given. */
  isSaid?: boolean
}

/** They have left. */
export function goodbyePage(site: PageSite, { address, reason, subscribe, isSaid }: GoodbyeView): Page {
  return layout(
    site,
    'You are unsubscribed',
    html`<h1>You are unsubscribed</h1>
${isSaid ? html`<div class="said" role="status"><p>Thank you for telling.</p></div>` : ''}
<p>No more mail goes to <strong>${address}</strong>. Thank you for having read along.</p>
<p class="quiet">New posts still appear on <a href="${site.url}">${site.title}</a> and in its feeds.</p>
${subscribe === null ? '' : html`<p class="quiet">It was a mistake? <a href="${subscribe}">Come back</a></p>`}
${reason === null || isSaid ? '' : reasons(reason)}`,
  )
}

function reasons(action: string): Page {
  return html`<section><form method="post" action="${action}">
<fieldset class="open"><legend>Would you say why?</legend>
<p class="hint">Only if you like. The people behind the site read it.</p>
${LEAVE_REASONS.map(([value, label]) => choice('radio', 'reason', { value, id: value, label, checked: false }))}
<label class="field"><span>In your own words</span><textarea name="words" maxlength="500" rows="3"></textarea></label></fieldset>
<button type="submit" class="second">Send</button></form></section>`
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
