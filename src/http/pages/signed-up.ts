import { html } from 'hono/html'
import { note, type Page, type PageSite } from './layout.ts'

/** What everybody gets to read who has signed up, whoever they are: known, new, or never to get mail. */
export function checkPage(site: PageSite, shown: { isAsked: boolean; again: string }): Page {
  if (!shown.isAsked) {
    return note(
      site,
      'Thank you',
      html`You will get a welcome by mail that says what comes when.`,
      spamHint(shown.again),
    )
  }
  return note(
    site,
    'Check your inbox',
    html`We have sent you a message with a link. <strong>Follow it and confirm, and you are subscribed.</strong> It is good for three days.`,
    'If you are subscribed already, or were asked to confirm within the last days, no new message comes.',
    spamHint(shown.again),
  )
}

function spamHint(again: string): Page {
  return html`<span class="quiet">Nothing there after a few minutes? Look among the spam first. <a href="${again}">Sign up again</a></span>`
}

/** @param minutes how long it is until the next sign-up is taken */
export function tooOftenPage(site: PageSite, minutes: number): Page {
  return note(
    site,
    'Too many at once',
    html`More people want to sign up at the moment than this page takes. Please try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
  )
}

export function closedPage(site: PageSite): Page {
  return note(site, 'There is no such page', 'Nobody can sign up here at the moment.')
}
