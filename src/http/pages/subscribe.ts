import { html } from 'hono/html'
import type { Preferences } from '../../subscribers/subscriber.ts'
import { type RefusedSignUp, TRAP } from '../sign-up-form.ts'
import type { TopicCount } from '../topics.ts'
import { cadenceChoices, timeChoices, topicBoxes } from './choices.ts'
import { layout, type Page, type PageSite, untracked } from './layout.ts'

export type SubscribeView = {
  /** Path that the form goes to, and of the script that guesses the time zone; empty for none. */
  action: string
  script: string
  description: string
  wording: string
  feed: string
  given: { address: string; name: string }
  preferences: Preferences
  topics: TopicCount[]
  siteNext: string | null
  refused?: RefusedSignUp
}

/** The form for signing up. */
export function subscribePage(site: PageSite, view: SubscribeView): Page {
  const { given, preferences, refused } = view
  return layout(
    site,
    'Subscribe',
    html`<h1>${site.title} by mail</h1>
${view.description ? html`<p class="lead">${view.description}</p>` : ''}
<p>New posts in one digest, when it suits you. Nothing comes when there is no new post.</p>
${refused ? html`<div class="said" role="alert" id="refused"><p>That did not go through: ${refused.error}</p></div>` : ''}
<form method="post" action="${view.action}">
<fieldset class="open"><div class="fields">
<label class="field"><span>Your mail address</span><input type="email" name="address" value="${given.address}" autocomplete="email" maxlength="254" required${faulty(refused, 'address')}></label>
<label class="field"><span>Your name, if you like</span><input type="text" name="name" value="${given.name}" autocomplete="name" maxlength="200"${faulty(refused, 'name')}></label>
</div>${trap()}</fieldset>
${cadenceChoices(preferences.cadence, view.siteNext)}
${timeChoices(preferences)}
${view.topics.length > 0 ? topics(view.topics, preferences.topics ?? []) : ''}
<fieldset><legend>What you agree to</legend><blockquote>${view.wording}</blockquote>
<button type="submit">Subscribe</button></fieldset>
</form>
<p class="quiet">${untracked()}</p>
<p class="quiet">You would rather use a feed reader? <a href="${view.feed}">Follow the feed</a></p>`,
    view.script,
  )
}

function topics(counts: TopicCount[], chosen: string[]): Page {
  return html`<fieldset><legend>About what</legend>
<p class="hint" id="every">Every post, unless you choose topics.</p>
<div class="chips" role="group" aria-label="Topics" aria-describedby="every">${topicBoxes(counts, chosen)}</div></fieldset>`
}

function trap(): Page {
  return html`<div class="trap" aria-hidden="true"><label>Leave this empty <input type="text" name="${TRAP}" tabindex="-1" autocomplete="off"></label></div>`
}

function faulty(refused: RefusedSignUp | undefined, at: RefusedSignUp['at']): Page | '' {
  return refused?.at === at ? html` aria-invalid="true" aria-describedby="refused" autofocus` : ''
}
