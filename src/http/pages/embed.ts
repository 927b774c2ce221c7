import { html } from 'hono/html'
import { TRAP } from '../sign-up-form.ts'
import { layout, type Page, type PageSite } from './layout.ts'

/** Shows the form to paste into a page of any site. */
export function embedPage(site: PageSite, shown: { address: string; wording: string }): Page {
  return layout(
    site,
    'A form for your own pages',
    html`<h1>A form for your own pages</h1>
<p>Paste this into any page, and people can subscribe from there. It needs no script and sets no cookie.</p>
<pre tabindex="0" aria-label="The form">${snippet(shown)}</pre>
<p>Fields that may be added, hidden or to be filled in: <code>name</code>, <code>cadence</code> (instant, daily, weekly or monthly), <code>hour</code> (0 to 23), <code>weekday</code> (1 is Monday), <code>monthday</code>, <code>zone</code> (such as Europe/Berlin), and <code>topic</code>, once for each topic. What is not there is as the site has it.</p>
<p class="quiet">The field <code>${TRAP}</code> is for bots: whatever fills it in is not subscribed.</p>`,
  )
}

function snippet({ address, wording }: { address: string; wording: string }): string {
  return `<form action="${escaped(address)}" method="post">
  <label>Your mail address
    <input type="email" name="address" autocomplete="email" required>
  </label>
  <span style="position:absolute;left:-200vw" aria-hidden="true">
    <input name="${TRAP}" tabindex="-1" autocomplete="off">
  </span>
  <p>${escaped(wording)}</p>
  <button type="submit">Subscribe</button>
</form>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
