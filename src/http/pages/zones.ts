import { html } from 'hono/html'
import type { Page } from './layout.ts'

/** Options for every IANA zone that this machine knows, grouped by region; `chosen` is among them whatever it is. */
export function zoneOptions(chosen: string): Page {
  const names = [...new Set(['UTC', chosen, ...Intl.supportedValuesOf('timeZone')])].sort()
  const groups = Map.groupBy(names, (name) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : 'Other'))
  const option = (name: string) =>
    html`<option value="${name}"${name === chosen ? html` selected` : ''}>${name.replaceAll('_', ' ')}</option>`
  return html`${[...groups].map(
    ([region, zones]) => html`<optgroup label="${region}">${zones.map(option)}</optgroup>`,
  )}`
}
