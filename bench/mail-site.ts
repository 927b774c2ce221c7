import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type App, openApp } from '../src/app.ts'
import { publish } from '../src/pipeline/publish.ts'
import { postText } from './make-posts.ts'

/** Posts that make a message of about 36 kB. */
const POSTS = 9
/** Nothing listens there: what is planned stays unsent. */
const NOWHERE = 'smtp://127.0.0.1:9'

/** How many connections each program may have. */
export const CONNECTIONS = 10

/**
 * A site in a temporary folder with one edition, planned for `count` subscribers and sent to none.
 * @param secrets a DKIM key, when its messages shall be signed
 */
export async function plannedSite(count: number, secrets: { DKIM_PRIVATE_KEY?: string } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'dateline-bench-'))
  for (const folder of ['config', 'posts']) mkdirSync(join(root, folder))
  const dkim = secrets.DKIM_PRIVATE_KEY ? '  dkim: { domain: example.org, selector: bench }\n' : ''
  writeFileSync(
    join(root, 'config/dateline.yaml'),
    'site:\n  title: Bench\n  url: https://blog.example.org\ndigest:\n  from: ada@example.org\n  since: 2020-01-01\n' +
      `${dkim}delivery:\n  connections: ${CONNECTIONS}\n`,
  )
  for (let n = 0; n < POSTS; n++) writeFileSync(join(root, `posts/post-${n}.md`), postText(n))
  const open = (url: string) => openApp({ site: root, variables: { ...secrets, SMTP_URL: url } })
  const app = await open(NOWHERE)
  await addSubscribers(app, count)
  await publish(app, { now: true })
  await app.close()
  return { root, open, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** `count` active subscribers who wait for their digest. */
async function addSubscribers({ store: { db } }: App, count: number): Promise<void> {
  await sql`insert into subscribers
    (address, address_key, name, state, cadence, hour, weekday, monthday, zone, "cursor", due_at, token_epoch, created_at, confirmed_at, source)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count})
    select 'reader' || n || '@readers.example', 'reader' || n || '@readers.example', 'Reader ' || n, 'active',
      'weekly', 8, 1, 1, 'Europe/Berlin', 0, 0, 0, 0, 0, 'bench' from numbers`.execute(db)
}
