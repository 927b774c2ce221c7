import type { Context } from 'hono'
import { listInbox } from '../../smtp/read-inbox.ts'
import type { InboxFrame } from '../pages/inbox-layout.ts'
import { inboxListPage } from '../pages/inbox-list.ts'

const PER_PAGE = 50

/** GET /: the messages, newest first, page by page. */
export function showInbox(dir: string, frame: InboxFrame, when: (time: number) => string) {
  return async (c: Context) => {
    const asked = Math.max(1, Math.trunc(Number(c.req.query('page'))) || 1)
    const { total, newest, entries } = await listInbox(dir, { skip: (asked - 1) * PER_PAGE, limit: PER_PAGE })
    const pages = Math.max(1, Math.ceil(total / PER_PAGE))
    return c.html(inboxListPage(frame, { entries, total, state: stateOf(total, newest), page: asked, pages, when }))
  }
}

/** GET /state: a short text that changes whenever the list does. */
export function inboxState(dir: string) {
  return async (c: Context) => {
    const { total, newest } = await listInbox(dir, { skip: 0, limit: 0 })
    return c.text(stateOf(total, newest))
  }
}

function stateOf(total: number, newest: string | null): string {
  return `${total} ${newest ?? ''}`.trim()
}
