import { html, raw } from 'hono/html'
import type { Page } from './layout.ts'

/** What the frame of an inbox page needs. `badge` says what is shown. */
export type InboxFrame = { title: string; badge: string; style: string; script?: string }

/** A whole page of the rehearsal inbox or the preview. */
export function inboxLayout(frame: InboxFrame, title: string, body: Page, kind: 'list' | 'showing'): Page {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${frame.title}</title>
<style>${raw(frame.style)}</style>
${frame.script ? html`<script src="${frame.script}" defer></script>` : ''}
</head>
<body>
<div class="page ${kind}">
<header class="masthead"><a href="/">${frame.title}</a><span class="badge">${frame.badge}</span></header>
${body}
</div>
</body>
</html>`
}
