import { html } from 'hono/html'
import type { Cadence, Preferences } from '../../subscribers/subscriber.ts'
import { WEEKDAYS, weekdayName } from '../../subscribers/weekday.ts'
import type { TopicCount } from '../topics.ts'
import type { Page } from './layout.ts'
import { zoneOptions } from './zones.ts'

const CADENCES: [Cadence, string][] = [
  ['instant', 'As soon as a post appears'],
  ['daily', 'Every day'],
  ['weekly', 'Every week'],
  ['monthly', 'Every month'],
]

/**
 * How often digests come.
 * @param siteNext when the site's own schedule comes next; null when it has none
 */
export function cadenceChoices(chosen: Cadence, siteNext: string | null): Page {
  const radio = (value: Cadence, label: string, detail = '') =>
    choice('radio', 'cadence', { value, id: value, label, detail, checked: chosen === value })
  return html`<fieldset><legend>How often</legend>
${CADENCES.map(([value, label]) => radio(value, label))}
${siteNext === null ? '' : radio('site', 'On the days of the site', `next: ${siteNext}`)}
</fieldset>`
}

/** At what time, and where that is. */
export function timeChoices({ hour, weekday, monthday, zone }: Preferences): Page {
  const hours = Array.from({ length: 24 }, (_, hour) => [hour, `${String(hour).padStart(2, '0')}:00`] as const)
  const days = WEEKDAYS.map((_, index) => [index + 1, weekdayName(index + 1)] as const)
  const dates = Array.from({ length: 31 }, (_, index) => [index + 1, dateLabel(index + 1)] as const)
  return html`<fieldset class="when"><legend>When</legend><div class="fields">
<label class="field for-weekday"><span>Day of the week</span><select name="weekday">${options(days, weekday)}</select></label>
<label class="field for-monthday"><span>Day of the month</span><select name="monthday">${options(dates, monthday)}</select></label>
<label class="field for-hour"><span>Hour</span><select name="hour">${options(hours, hour)}</select></label>
<label class="field"><span>Time zone</span><select name="zone">${zoneOptions(zone)}</select></label>
</div></fieldset>`
}

/** A box for each topic, with how many posts there are on it. */
export function topicBoxes(topics: TopicCount[], chosen: string[]): Page[] {
  return topics.map(({ topic, posts }, index) => {
    const detail = posts === 1 ? '1 post' : `${posts} posts`
    const checked = chosen.includes(topic)
    return choice('checkbox', 'topic', { value: topic, id: `topic-${index}`, label: topic, detail, checked })
  })
}

export function choice(
  type: 'radio' | 'checkbox',
  name: string,
  {
    value,
    id,
    label,
    detail,
    checked,
  }: { value: string; id: string; label: string; detail?: string; checked: boolean },
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
