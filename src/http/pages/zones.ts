import { html } from 'hono/html'
import type { Page } from './layout.ts'

/** Node names these zones as they were called long ago. */
const TODAY: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

/**
 * Options for every IANA zone that this machine knows, under the name of today, grouped by region; `chosen` is among them
 * whatever it is, as it is written.
 */
export function zoneOptions(chosen: string): Page {
  const today = Intl.supportedValuesOf('timeZone').map((name) => TODAY[name] ?? name)
  const others = today.filter((name) => name !== TODAY[chosen])
  const names = [...new Set(['UTC', chosen, ...others])].sort()
  const groups = Map.groupBy(names, (name) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : 'Other'))
  const option = (name: string) =>
    html`<option value="${name}"${name === chosen ? html` selected` : ''}>${name.replaceAll('_', ' ')}</option>`
  return html`${[...groups].map(
    ([region, zones]) => html`<optgroup label="${region}">${zones.map(option)}</optgroup>`,
  )}`
}
