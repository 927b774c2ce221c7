import type { Context } from 'hono'

const SCRIPT = `
async function look() {
  const main = document.querySelector('main')
  if (document.hidden || !main.dataset.state) return
  const state = await (await fetch('/state')).text()
  if (state === main.dataset.state) return
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html')
  const held = document.activeElement?.getAttribute('href')
  for (const part of ['.messages, .empty', '.pager']) {
    const [old, fresh] = [main.querySelector(part), page.querySelector(part)]
    if (old && fresh) old.replaceWith(fresh)
    else if (fresh) main.append(fresh)
    else old?.remove()
  }
  main.querySelector('[role=status]').textContent = page.querySelector('[role=status]').textContent
  main.dataset.state = page.querySelector('main').dataset.state
  if (held) main.querySelector('a[href="' + CSS.escape(held) + '"]')?.focus()
}
setInterval(() => look().catch(() => undefined), 2000)
document.addEventListener('visibilitychange', () => look().catch(() => undefined))
`

/** GET /inbox.js: shows new messages in the list by themselves. */
export function inboxScript(c: Context) {
  return c.body(SCRIPT, 200, { 'Content-Type': 'text/javascript; charset=utf-8', 'X-Content-Type-Options': 'nosniff' })
}
