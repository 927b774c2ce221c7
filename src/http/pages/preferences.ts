import { html } from 'hono/html'
import type { Preferences } from '../../subscribers/subscriber.ts'
import type { TopicCount } from '../topics.ts'
import { cadenceChoices, choice, timeChoices, topicBoxes } from './choices.ts'
import { layout, type Page, type PageSite, untracked } from './layout.ts'

/** What became of the last change. */
export type Said = { kind: 'saved' | 'refused'; text: string }

export type PreferencesView = {
  address: string
  name: string
  preferences: Preferences
  topics: TopicCount[]
  siteNext: string | null
  /** Day on which digests go on again, such as 2024-06-03; empty when nothing is paused. `earliest` is tomorrow. */
  pause: { until: string; earliest: string }
  /** Paths of this page, and of the page to leave. */
  path: string
  unsubscribe: string
  said?: Said
}

/** The form in which a subscriber chooses when digests come, about what, and to where. */
export function preferencesPage(site: PageSite, view: PreferencesView): Page {
  const { preferences, said } = view
  return layout(
    site,
    'Preferences',
    html`<h1>When digests come</h1>
${said ? html`<div class="said" role="${said.kind === 'saved' ? 'status' : 'alert'}"><p>${said.text}</p></div>` : ''}
<p>These choices are for <strong>${view.address}</strong>. Nothing comes when there is no new post.</p>
<form method="post" action="${view.path}">
${cadenceChoices(preferences.cadence, view.siteNext)}
${timeChoices(preferences)}
${view.topics.length > 0 ? topicChoices(view.topics, preferences.topics) : ''}
${pause(view.pause)}
<fieldset><legend>You</legend>
<label class="field"><span>Your name, if you like</span><input type="text" name="name" value="${view.name}" autocomplete="name" maxlength="200"></label></fieldset>
<button type="submit">Save</button>
</form>
${newAddress(view)}
<section><p class="quiet">No more digests at all? <a href="${view.unsubscribe}">Unsubscribe</a></p>
<p class="quiet">${untracked()}</p></section>`,
  )
}

function topicChoices(topics: TopicCount[], chosen: string[] | null): Page {
  const scope = (value: string, id: string, label: string, checked: boolean) =>
    choice('radio', 'scope', { value, id, label, checked })
  return html`<fieldset><legend>About what</legend>
${scope('all', 'every', 'Every post', chosen === null)}
${scope('some', 'some', 'Only posts on these topics', chosen !== null)}
<div class="topics" role="group" aria-label="Topics"><div class="chips">
${topicBoxes(topics, chosen ?? [])}</div></div></fieldset>`
}

function pause({ until, earliest }: PreferencesView['pause']): Page {
  return html`<fieldset><legend>A pause</legend>
<label class="field"><span>No digest before</span><input type="date" name="pause" value="${until}" min="${earliest}" aria-describedby="pause-hint"></label>
<p class="hint" id="pause-hint">What appears meanwhile comes afterwards, in one digest. Empty means no pause.</p></fieldset>`
}

function newAddress({ path }: PreferencesView): Page {
  return html`<section><form method="post" action="${path}/address">
<h2>Another address</h2>
<label class="field"><span>New mail address</span><input type="email" name="address" autocomplete="email" maxlength="254" required></label>
<p class="hint">A link comes to it by mail. Until you confirm there, digests go where they go now.</p>
<button type="submit" class="second">Ask for the link</button></form></section>`
}
