import type { Context } from 'hono'

/** A browser may call a zone by its older name: then the option that means the same is taken. */
const SCRIPT = `
const zones = document.querySelector('select[name=zone]')
const nameOf = (timeZone) => new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
function means(zone, name) {
  try {
    return nameOf(zone) === name
  } catch {
    return false
  }
}
if (zones && zones.selectedOptions[0] === zones.querySelector('[selected]')) {
  const mine = nameOf()
  const options = [...zones.options]
  const found = options.find(({ value }) => value === mine) ?? options.find(({ value }) => means(value, mine))
  if (found) zones.value = found.value
}
`

/** GET /subscribe/zone.js: chooses the time zone that the browser is in. The form is whole without it. */
export function zoneScript(c: Context) {
  return c.body(SCRIPT, 200, { 'Content-Type': 'text/javascript; charset=utf-8' })
}
