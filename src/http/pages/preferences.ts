import { html } from 'hono/html'
import type { Cadence, Preferences } from '../../subscribers/subscriber.ts'
import { WEEKDAYS, weekdayName } from '../../subscribers/weekday.ts'
import type { TopicCount } from '../topics.ts'
import { layout, type Page, type PageSite } from './layout.ts'
import { zoneOptions } from './zones.ts'

export type PreferencesView = {
  address: string
  preferences: Preferences
  topics: TopicCount[]
  /** Path of the page to leave. */
  unsubscribe: string
  /** What became of the last change, if there was one. */
  said?: { kind: 'saved' | 'refused'; text: string }
}

const CADENCES: [Cadence, string][] = [
  ['instant', 'As soon as a post appears'],
  ['daily', 'Every day'],
  ['weekly', 'Every week'],
  ['monthly', 'Every month'],
]

/** The form in which a subscriber chooses when digests come, and about what. */
export function preferencesPage(site: PageSite, view: PreferencesView): Page {
  const { preferences, said } = view
  return layout(
    site,
    'Preferences',
    html`<h1>When digests come</h1>
${said ? html`<div class="said" role="${said.kind === 'saved' ? 'status' : 'alert'}"><p>${said.text}</p></div>` : ''}
<p>These choices are for <strong>${view.address}</strong>. Nothing comes when there is no new post.</p>
<form method="post">
<fieldset><legend>How often</legend>
${CADENCES.map(([value, label]) => choice('radio', 'cadence', value, value, label, preferences.cadence === value))}
</fieldset>
${times(preferences)}
${view.topics.length > 0 ? topicChoices(view.topics, preferences.topics) : ''}
<button type="submit">Save</button>
</form>
<p class="quiet">No more digests at all? <a href="${view.unsubscribe}">Unsubscribe</a></p>`,
  )
}

function times(preferences: Preferences): Page {
  const hours = Array.from({ length: 24 }, (_, hour) => [hour, `${String(hour).padStart(2, '0')}:00`] as const)
  const days = WEEKDAYS.map((_, index) => [index + 1, weekdayName(index + 1)] as const)
  const dates = Array.from({ length: 31 }, (_, index) => [index + 1, dateLabel(index + 1)] as const)
  return html`<fieldset class="when"><legend>When</legend><div class="fields">
<label class="field for-weekday"><span>Day of the week</span><select name="weekday">${options(days, preferences.weekday)}</select></label>
<label class="field for-monthday"><span>Day of the month</span><select name="monthday">${options(dates, preferences.monthday)}</select></label>
<label class="field for-hour"><span>Hour</span><select name="hour">${options(hours, preferences.hour)}</select></label>
<label class="field"><span>Time zone</span><select name="zone">${zoneOptions(preferences.zone)}</select></label>
</div></fieldset>`
}

function topicChoices(topics: TopicCount[], chosen: string[] | null): Page {
  return html`<fieldset><legend>About what</legend>
${choice('radio', 'scope', 'all', 'every', 'Every post', chosen === null)}
${choice('radio', 'scope', 'some', 'some', 'Only posts on these topics', chosen !== null)}
<div class="topics" role="group" aria-label="Topics">
${topics.map(({ topic, posts }, index) =>
  choice('checkbox', 'topic', topic, `topic-${index}`, topic, chosen?.includes(topic) ?? false, countLabel(posts)),
)}</div></fieldset>`
}

function choice(
  type: 'radio' | 'checkbox',
  name: string,
  value: string,
  id: string,
  label: string,
  checked: boolean,
  detail = '',
): Page {
  return html`<label class="choice"><input type="${type}" name="${name}" value="${value}" id="${id}"${checked ? html` checked` : ''}><span>${label}</span>${detail ? html`<small>${detail}</small>` : ''}</label>`
}

function options(values: (readonly [number, string])[], chosen: number): Page[] {
  return values.map(
    ([value, label]) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`,
  )
}

function dateLabel(day: number): string {
  return day > 28 ? `${day}, or the last day of a shorter month` : String(day)
}

function countLabel(posts: number): string {
  return posts === 1 ? '1 post' : `${posts} posts`
}
