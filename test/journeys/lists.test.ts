import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import type { Console } from '../../src/commands/console.ts'
import { exportCsv } from '../../src/commands/subscribers-export.ts'
import { importCsv } from '../../src/commands/subscribers-import.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { addConsent, consentsOf } from '../../src/store/consents.ts'
import { type Db, isPostgres } from '../../src/store/db.ts'
import { keepSignUp } from '../../src/store/sign-ups.ts'
import { countSubscribers, findSubscriberByKey, suppress } from '../../src/store/subscribers.ts'
import { forgottenKey } from '../../src/subscribers/forgotten.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { keyRing } from '../../src/subscribers/token.ts'
import { dateline } from '../support/dateline.ts'
import { anyWorld, type World } from '../support/lists.ts'
import { Clock, makeSite, post, type Site } from '../support/site.ts'
import { freshStore, KINDS, type Kind } from '../support/stores.ts'

const HEADER = 'Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,'

describe.each(KINDS)('a list that is exported from %s', (kind) => {
  it('brings back every row of every table of people in an empty site', async () => {
    const site = makeSite()
    await fc.assert(
      fc.asyncProperty(anyWorld, async (world) => {
        const from = await emptySite(site, kind)
        await fill(from.store.db, world)
        const file = site.path('list.csv')
        await exportCsv(from, file, heard().terminal)
        const to = await emptySite(site, kind)
        const { lines, terminal } = heard()
        expect(await importCsv(to, file, { yes: true }, terminal), lines.join('\n')).toBe(0)
        expect(await everyRow(to.store.db)).toEqual(await everyRow(from.store.db))
      }),
      { numRuns: 8 },
    )
  })

  it('leaves room for the consents that come afterwards', async () => {
    const site = makeSite()
    const from = await emptySite(site, kind)
    await fill(from.store.db, fc.sample(anyWorld, { numRuns: 1, seed: 7 })[0]!)
    await exportCsv(from, site.path('list.csv'), heard().terminal)
    const to = await emptySite(site, kind)
    await importCsv(to, site.path('list.csv'), { yes: true }, heard().terminal)
    const { id } = await to.store.db.selectFrom('subscribers').select('id').limit(1).executeTakeFirstOrThrow()
    const request = { kind: 'address', address: 'new@example.org', addressKey: 'new@example.org' } as const
    const more = { source: 'preferences', client: '::1', wording: '', preferences: null, askedAt: 1 }
    await addConsent(to.store.db, id, { ...request, ...more }, { now: 1, lifeMs: 1, nonce: () => 'n' })
    expect((await consentsOf(to.store.db, id)).at(-1)).toMatchObject({ address: 'new@example.org' })
  })
})

describe('a list of another system', () => {
  const subscribed = `${HEADER}LAST_CHANGED,LEID,EUID,TAGS
ada@example.org,Ada,Lovelace,2,2021-03-04 10:20:30,198.51.100.7,2021-03-04 10:21:00,198.51.100.8,,1,a,"""VIP"""
bob@example.org,Bob,,2,2021-03-04 10:20:30,,2021-03-04 10:21:00,,,2,b,
`
  const unsubscribed = `${HEADER}UNSUB_TIME,UNSUB_REASON,LEID,EUID,TAGS
bob@example.org,Bob,,2,2021-03-04 10:20:30,,,,2023-01-02 03:04:05,NORMAL,2,b,
eve@example.org,Eve,,2,2021-03-04 10:20:30,,,,2022-01-02 03:04:05,NORMAL,3,c,
`

  it('is planned first, with what it is and what is not used, and nothing is written', async () => {
    const site = makeSite({ 'subscribed_members_export_1.csv': subscribed })
    const args = ['subscribers', 'import', site.path('subscribed_members_export_1.csv')]
    const { code, err } = await dateline(site, args)
    expect(code).toBe(0)
    expect(err).toContain('_export_1.csv: from Mailchimp, all are taken as active.')
    expect(err).toContain('_export_1.csv: not used: MEMBER_RATING, LAST_CHANGED, LEID, EUID, TAGS.')
    expect(err).toContain('Would add 2 subscribers (rehearsal); 0 known already')
    expect(err).toContain('Nothing is written yet: run it again with --yes.')
    expect((await dateline(site, ['subscribers', 'list'])).out).not.toContain('ada@example.org')
  })

  it('comes with its evidence, mails nobody, and brings nobody back who left', async () => {
    const site = makeSite({
      'subscribed_members_export_1.csv': subscribed,
      'unsubscribed_members_export_1.csv': unsubscribed,
      'posts/2024-05-01-hello.md': post('Hello', '2024-05-01'),
    })
    const app = await site.open(new Clock('2024-05-20T08:00'))
    const { lines, terminal } = heard()
    await importCsv(app, site.path('subscribed_members_export_1.csv'), { yes: true }, terminal)
    await importCsv(app, site.path('unsubscribed_members_export_1.csv'), { yes: true }, terminal)
    expect(lines).toContain('1 left according to the list, and get no more mail here.')
    await importCsv(app, site.path('subscribed_members_export_1.csv'), { yes: true }, terminal)
    const { db } = app.store
    const people = ['ada', 'bob', 'eve'].map((name) => findSubscriberByKey(db, `${name}@example.org`))
    const [ada, bob, eve] = await Promise.all(people)
    expect([ada?.state, bob?.state, eve?.state]).toEqual(['active', 'unsubscribed', 'unsubscribed'])
    expect(eve).toMatchObject({ endedAt: Date.UTC(2022, 0, 2, 3, 4, 5), leaveReason: 'NORMAL' })
    expect(await consentsOf(db, ada!.id)).toMatchObject([
      {
        ...{ kind: 'subscribe', source: 'import subscribed_members_export_1.csv', client: '198.51.100.7' },
        ...{ askedAt: Date.UTC(2021, 2, 4, 10, 20, 30), confirmedAt: Date.UTC(2021, 2, 4, 10, 21) },
        confirmedFrom: '198.51.100.8',
      },
    ])
    await publish(app, {})
    expect(await site.inbox()).toEqual([])
  })

  it('brings nobody back who was forgotten, under the key of then or of now', async () => {
    const site = makeSite({ 'list.csv': 'email\nada@example.org\nbob@example.org\n' })
    const keys = ['new', 'old'].map((name) => name.padEnd(32, '.'))
    const app = await site.open(new Clock('2024-05-20T08:00'), { SECRET_KEY: keys.join() })
    const { db } = app.store
    await suppress(db, forgottenKey(keyRing(keys[1]!), 'ada@example.org'), 'unsubscribed', 'forgotten', 1)
    await suppress(db, forgottenKey(keyRing(keys[0]!), 'bob@example.org'), 'unsubscribed', 'forgotten', 1)
    const { lines, terminal } = heard()
    await importCsv(app, site.path('list.csv'), { yes: true }, terminal)
    expect(lines).toEqual(['Added 0 subscribers (rehearsal); 0 known already, 2 suppressed, 0 lines unusable.'])
  })

  it('keeps its evidence when somebody of it signs up anew', async () => {
    const site = makeSite({ 'list.csv': 'email,status,created_at\nada@example.org,unconfirmed,2021-03-04\n' })
    const app = await site.open(new Clock('2024-05-20T08:00'))
    const { db } = app.store
    await importCsv(app, site.path('list.csv'), { yes: true }, heard().terminal)
    const preferences = defaultPreferences(app.config)
    const asked = { client: '198.51.100.7', wording: 'Yes', askedAt: app.clock() }
    const address = { address: 'ada@example.org', addressKey: 'ada@example.org', name: null }
    await keepSignUp(db, { ...address, preferences, source: 'sign-up form', ...asked })
    await publish(app, {})
    const ada = await findSubscriberByKey(db, 'ada@example.org')
    const sources = (await consentsOf(db, ada!.id)).map(({ source }) => source)
    expect(sources).toEqual(['import list.csv', 'sign-up form'])
    expect(await site.inbox()).toMatchObject([{ to: 'ada@example.org' }])
  })

  it('tells the first twenty lines that cannot be used, and how many more there are', async () => {
    const rows = Array.from({ length: 25 }, (_, n) => `reader${n}\n`).join('')
    const site = makeSite({ 'list.csv': `email\n${rows}ada@example.org\n` })
    const { code, err } = await dateline(site, ['subscribers', 'import', site.path('list.csv'), '--yes'])
    expect(code).toBe(1)
    expect(err.match(/has no @/g)).toHaveLength(20)
    expect(err).toContain('list.csv:21: address "reader19" has no @.')
    expect(err).toContain('and 5 more lines that cannot be used.')
    expect(err).toContain('Added 1 subscriber (rehearsal); 0 known already, 0 suppressed, 25 lines unusable.')
  })

  it('has the state that --state gives it', async () => {
    const site = makeSite({ 'left.csv': 'email\nada@example.org\n' })
    const wrong = await dateline(site, ['subscribers', 'import', site.path('left.csv'), '--state', 'gone'])
    expect(wrong).toMatchObject({ code: 2, err: expect.stringMatching(/^--state gone: is not a state\./) })
    await dateline(site, ['subscribers', 'import', site.path('left.csv'), '--state', 'unsubscribed', '--yes'])
    const { out } = await dateline(site, ['subscribers', 'list', '--state', 'unsubscribed'])
    expect(out).toContain('ada@example.org')
  })
})

describe('two imports of one list at once', () => {
  it('add each once', async () => {
    const site = makeSite()
    await dateline(site, ['subscribers', 'list'])
    const rows = Array.from({ length: 2000 }, (_, n) => `reader${n}@example.org\n`).join('')
    site.write('list.csv', `email\n${rows}`)
    const run = () => dateline(site, ['subscribers', 'import', site.path('list.csv'), '--yes'])
    const ended = await Promise.all([run(), run()])
    const added = ended.map(({ err }) => Number(/^Added (\d+)/m.exec(err)?.[1]))
    expect(added[0]! + added[1]!).toBe(2000)
  })
})

describe('an import that is stopped', () => {
  it('goes on where it stood when it is run again', async () => {
    const site = makeSite()
    const app = await site.open(new Clock('2024-05-20T08:00'))
    const rows = Array.from({ length: 1000 }, (_, n) => `reader${n}@example.org\n`).join('')
    writeFileSync(site.path('list.csv'), `email\n${rows}`)
    const stop = new AbortController()
    stop.abort()
    const first = heard(stop.signal)
    expect(await importCsv(app, site.path('list.csv'), { yes: true }, first.terminal)).toBe(1)
    expect(first.lines.at(-1)).toMatch(/^Stopped after 100 subscribers .* had been added\. Run it again to go on/)
    const again = heard()
    expect(await importCsv(app, site.path('list.csv'), { yes: true }, again.terminal)).toBe(0)
    expect(again.lines.at(-1)).toMatch(/^Added 900 subscribers .*; 100 known already/)
    expect(await countSubscribers(app.store.db)).toMatchObject({ active: 1000 })
  })
})

function heard(signal = new AbortController().signal): { lines: string[]; terminal: Console } {
  const lines: string[] = []
  const terminal = { signal, isTerminal: false, say: (line: string) => void lines.push(line), print: () => {} }
  return { lines, terminal }
}

/** A site in which nothing was ever done, with its store in a database of its own. */
async function emptySite(site: Site, kind: Kind): Promise<App> {
  const app = await site.open(new Clock('2024-05-20T08:00'), {}, { memory: 'none' })
  return { ...app, store: await freshStore(kind) }
}

async function fill(db: Db, world: World): Promise<void> {
  const overriding = isPostgres(db) ? sql`overriding system value` : sql``
  for (const [table, rows] of Object.entries(world)) {
    for (const row of rows) {
      const names = sql.join(Object.keys(row).map((name) => sql.id(name)))
      await sql`insert into ${sql.table(table)} (${names}) ${overriding} values (${sql.join(Object.values(row))})`.execute(
        db,
      )
    }
  }
}

async function everyRow(db: Db) {
  return {
    subscribers: await db.selectFrom('subscribers').selectAll().orderBy('id').execute(),
    suppressions: await db.selectFrom('suppressions').selectAll().orderBy('created_at').orderBy('detail').execute(),
    consents: await db.selectFrom('consents').selectAll().orderBy('id').execute(),
  }
}
