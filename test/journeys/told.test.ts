import { basename, dirname } from 'node:path'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dateline } from '../support/dateline.ts'
import { freshDatabase } from '../support/postgres.ts'
import { CONFIG, makeSite, post } from '../support/site.ts'

const LIVE = { SMTP_URL: 'smtp://127.0.0.1:9' }

describe('what a run says', () => {
  it('names the site in every command that it suggests', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    const { err } = await dateline(site, ['publish'])
    expect(err).toContain(`"npm run inbox -- --site ${site.root}"`)
    expect(err).toMatch(/\nNext digests \(times in Europe\/Berlin\): .*\.\n/)
  })

  it('shows twenty rejected posts and where to see the rest, and check shows them all', async () => {
    const bad = Array.from({ length: 22 }, (_, index) => [`posts/bad-${index}.md`, post('Bad', '2026-02-31')])
    const site = makeSite(Object.fromEntries(bad))
    const { code, err } = await dateline(site, ['publish', '--quiet'])
    expect(code).toBe(1)
    expect(err.trimEnd().split('\n')).toHaveLength(21)
    expect(err).toContain(`and 2 more; see them all with "npm run check -- --site ${site.root}".`)
    expect((await dateline(site, ['check', '--quiet'])).err.trimEnd().split('\n')).toHaveLength(22)
  })

  it('does not say that there is nothing to do while a post is rejected', async () => {
    const site = makeSite({ 'posts/bad.md': post('Bad', '2026-02-31') })
    await dateline(site, ['publish'])
    const { err } = await dateline(site, ['publish'])
    expect(err).toContain('\nNo new post, and no digest is due.\n')
  })

  it('names posts that were begun and have no words yet', async () => {
    const site = makeSite()
    const begun = basename((await dateline(site, ['new', 'Hello there'])).out.trim())
    await dateline(site, ['new', 'Later', '--draft'])
    expect((await dateline(site, ['publish'])).err).toContain(`Waiting for words: posts/${begun}.\n`)
    const status = await dateline(site, ['status', '--json'])
    expect(JSON.parse(status.out)).toMatchObject({ begun: [`posts/${begun}`], posts: { drafts: 1 } })
  })

  it('warns before settings of the sample go out with real mail', async () => {
    const { code, err } = await dateline(makeSite(), ['check'], LIVE)
    expect(code).toBe(1)
    expect(err.trimEnd().split('\n')).toEqual([
      'config/dateline.yaml:3: site.url "https://blog.example.org" is that of the sample, and SMTP_URL is set. Write your own.',
      'config/dateline.yaml:8: digest.from "Ada Example <ada@example.org>" is that of the sample, and SMTP_URL is set. Write your own.',
      'config/dateline.yaml:10: digest.postalAddress "1 Example Street, 10115 Berlin" is that of the sample, and SMTP_URL is set. Write your own.',
    ])
  })

  it('warns where no mail program can offer to unsubscribe', async () => {
    const site = makeSite()
    site.write('config/dateline.yaml', CONFIG.replaceAll('example', 'test').replace('https:', 'http:'))
    const said = async () => (await dateline(site, ['check'], LIVE)).err
    expect(await said()).toContain(
      'config/dateline.yaml:3: site.url "http://blog.test.org" is not https: mail programs offer no one-click',
    )
    site.write('config/dateline.yaml', `${site.read('config/dateline.yaml')}http:\n  url: https://pages.test.org\n`)
    expect(await said()).not.toContain('one-click')
    expect((await dateline(site, ['check'])).err).not.toContain('one-click')
  })

  it('begins at the folder where the person stands, when npm runs the program elsewhere', async () => {
    const site = makeSite()
    const npm = { npm_lifecycle_event: 'dateline', INIT_CWD: dirname(site.root) }
    const { code, err } = await dateline(site, ['new', 'Hello', '--site', basename(site.root)], npm)
    expect(code).toBe(0)
    expect(err).toContain(`--site ${site.root}`)
  })
})

it('check reaches the database and makes nothing in it', async () => {
  const database = await freshDatabase()
  onTestFinished(database.drop)
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  expect(await dateline(site, ['check'], { DATABASE_URL: database.url })).toMatchObject({ code: 0 })
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query(
    `select tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  await client.end()
  expect(rows).toEqual([])
})

describe('somebody who is added', () => {
  it('is told to be in the rehearsal, and what they get', async () => {
    const site = makeSite()
    const { err } = await dateline(site, ['subscribers', 'add', 'ada@example.org', '--topics', 'ops,ai'])
    expect(err).toBe(
      'Added ada@example.org (rehearsal): gets the digest every Monday at 08:00 (Europe/Berlin), about ops, ai.\n',
    )
  })

  it('comes back as who they were, unless an option says otherwise', async () => {
    const site = makeSite()
    const known = ['--name', 'Ada', '--cadence', 'daily', '--topics', 'ops']
    await dateline(site, ['subscribers', 'add', 'ada@example.org', ...known])
    await dateline(site, ['subscribers', 'remove', 'ada@example.org'])
    const twice = await dateline(site, ['subscribers', 'remove', 'ada@example.org'])
    expect(twice).toMatchObject({ code: 0, err: 'ada@example.org: was removed already (unsubscribed).\n' })
    await dateline(site, ['subscribers', 'add', 'ada@example.org', '--again', '--hour', '19'])
    const { out } = await dateline(site, ['subscribers', 'list', '--json'])
    const ada = out.split('\n').find((line) => line.includes('ada@example.org')) ?? ''
    expect(JSON.parse(ada)).toMatchObject({ name: 'Ada', cadence: 'daily', hour: 19, topics: ['ops'], state: 'active' })
  })
})

it('the help of every command shows what all commands take', async () => {
  const { out } = await dateline(makeSite(), ['subscribers', 'add', '--help'])
  expect(out).toContain('--site <dir>')
  expect(out).toContain('--quiet')
})
