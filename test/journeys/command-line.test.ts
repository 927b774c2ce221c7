import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dateline } from '../support/dateline.ts'
import { makeSite, post } from '../support/site.ts'

describe('publish', () => {
  it('prints one object with --json, and words for people on standard error', async () => {
    const site = makeSite({
      'posts/one.md': post('One', '2026-05-01'),
      'posts/later.md': post('Later', '2999-05-01'),
    })
    const { code, out, err } = await dateline(site, ['publish', '--json'])
    expect(code).toBe(0)
    expect(err.split('\n')[0]).toMatch(/^Rehearsal: /)
    expect(JSON.parse(out)).toMatchObject({
      mode: 'rehearsal',
      posts: {
        new: [
          { path: 'one', slug: 'one', title: 'One', publishedAt: '2026-05-01T00:00:00+02:00', file: 'posts/one.md' },
        ],
        edited: [],
        renamed: [],
        scheduled: [{ title: 'Later' }],
        withdrawn: [],
        rejected: [],
      },
      feeds: { written: ['rss.xml', 'atom.xml', 'feed.json'], unchanged: [] },
      editions: [{ subject: 'One', subscribers: 3 }],
      deliveries: { accepted: 3, deferred: 0, bounced: 0, inDoubt: 0, queued: 0 },
    })
    expect(await site.inbox()).toHaveLength(3)

    const again = await dateline(site, ['publish'])
    expect(again).toMatchObject({ code: 0, out: '' })
    expect(again.err).toContain('Nothing to do')
  })

  it('ends with 1 and the place, value and fix when a post is rejected, and publishes the others', async () => {
    const site = makeSite({ 'posts/good.md': post('Good', '2026-05-01'), 'posts/bad.md': post('Bad', '2026-02-31') })
    const { code, err } = await dateline(site, ['publish', '--quiet'])
    expect(code).toBe(1)
    expect(err).toMatch(/^posts\/bad\.md:3: .*2026-02-31.*\n$/)
    expect(existsSync(site.path('public/rss.xml'))).toBe(true)
  })

  it('writes nothing with --dry-run, and says what it would do at another time', async () => {
    const site = makeSite({ 'posts/later.md': post('Later', '2026-06-01T10:00:00Z') })
    const { code, out } = await dateline(site, ['publish', '--dry-run', '--at', '2999-01-01', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      posts: { new: [{ title: 'Later' }] },
      feeds: { written: ['rss.xml', 'atom.xml', 'feed.json'] },
      editions: [{ id: null, subject: 'Later', subscribers: 3 }],
    })
    expect(readdirSync(site.root).sort()).toEqual(['config', 'posts'])
  })

  it('sends nothing with --feeds-only', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    await dateline(site, ['publish', '--feeds-only'])
    expect(existsSync(site.path('public/atom.xml'))).toBe(true)
    expect(existsSync(site.path('data/rehearsal/inbox'))).toBe(false)
  })

  it('sends what waits for its hour with --now', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    await dateline(site, ['publish'])
    site.write('posts/two.md', post('Two', '2026-05-02'))
    await dateline(site, ['publish'])
    const before = (await site.inbox()).length
    const { err } = await dateline(site, ['publish', '--now'])
    expect(err).toContain('"Two" with 1 post')
    expect((await site.inbox()).length).toBe(before + 2)
  })
})

describe('what cannot be done', () => {
  const cases: [string, string[], RegExp][] = [
    ['a wrong command', ['publsh'], /unknown command 'publsh' \(Did you mean publish\?\)/],
    ['a wrong flag', ['publish', '--dryrun'], /unknown option '--dryrun' \(Did you mean --dry-run\?\)/],
    ['a time without a dry run', ['publish', '--at', '2030-01-01'], /--at 2030-01-01: goes with --dry-run only/],
    ['a time that is none', ['publish', '--dry-run', '--at', 'soon'], /--at soon: is not a time\. Write it like/],
    [
      'a wrong cadence',
      ['subscribers', 'add', 'a@example.org', '--cadence', 'weekli'],
      /"weekli".*Did you mean weekly\?/,
    ],
    ['a wrong address', ['subscribers', 'add', 'a@example'], /a@example/],
    ['a stranger removed', ['subscribers', 'remove', 'a@example.org'], /a@example\.org: is not a subscriber/],
    ['a missing file', ['subscribers', 'import', 'nowhere.csv'], /nowhere\.csv: there is no such file/],
    ['a wrong port', ['inbox', '--port', 'x'], /--port x: is not a port/],
  ]
  it.each(cases)('is told in one line, with exit code 2: %s', async (_what, args, line) => {
    const { code, err } = await dateline(makeSite(), args)
    expect(code).toBe(2)
    expect(err).toMatch(line)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('is told of every wrong setting at once, each with its line', async () => {
    const site = makeSite()
    site.write('config/dateline.yaml', 'site:\n  titel: T\n  url: nowhere\ndigest:\n  from: Ada\n  hour: 25\n')
    const { code, err } = await dateline(site, ['publish'])
    expect(code).toBe(2)
    expect(err.trimEnd().split('\n')).toEqual([
      'config/dateline.yaml:1: site.title is missing. Add a line like "title: Notes from the platform".',
      'config/dateline.yaml:3: site.url "nowhere" is not a web address. Write it like https://blog.example.org.',
      'config/dateline.yaml:2: unknown key site.titel. Did you mean title?',
      'config/dateline.yaml:5: digest.from "Ada" is not a mail address. Write it like Ada Example <ada@example.org>.',
      'config/dateline.yaml:6: digest.hour 25 is too large: at most 23.',
    ])
  })

  it('is told where there is no site', async () => {
    const { code, err } = await dateline(makeSite(), ['--site', '/nowhere', 'publish'])
    expect(code).toBe(2)
    expect(err).toMatch(/^\/nowhere: there is no such folder\. Name the folder of the site with --site DIR\./)
  })
})

describe('subscribers', () => {
  it('come back from an export with every fact', async () => {
    const site = makeSite()
    const flags = [
      '--name',
      'Ada, "A"',
      '--cadence',
      'monthly',
      '--monthday',
      '31',
      '--zone',
      'asia/tokyo',
      '--topics',
      'ops,ai',
    ]
    await dateline(site, ['subscribers', 'add', 'ada@example.org', ...flags])
    await dateline(site, ['subscribers', 'remove', 'iris@readers.example'])
    const csv = site.path('list.csv')
    await dateline(site, ['subscribers', 'export', csv])

    const other = makeSite()
    await dateline(other, ['subscribers', 'remove', 'dan@readers.example'])
    const plan = await dateline(other, ['subscribers', 'import', csv])
    expect(plan.err).toContain('Would add 1 subscriber (rehearsal); 3 known already')
    const done = await dateline(other, ['subscribers', 'import', csv, '--yes'])
    expect(done).toMatchObject({ code: 0, err: expect.stringContaining('Added 1 subscriber') })
    const listed = await dateline(other, ['subscribers', 'list', '--json'])
    const ada = listed.out.split('\n').find((line) => line.includes('ada@example.org')) ?? ''
    expect(JSON.parse(ada)).toMatchObject({
      ...{ name: 'Ada, "A"', cadence: 'monthly', monthday: 31, zone: 'Asia/Tokyo', topics: ['ops', 'ai'] },
      ...{ state: 'active', source: 'command line' },
    })
    expect(listed.out).toContain('dan@readers.example')
  })
})

describe('new', () => {
  it('writes a dated post that waits until it has words', async () => {
    const site = makeSite()
    const { code, out } = await dateline(site, ['new', 'What "we" learned & more'])
    expect(code).toBe(0)
    const [name = ''] = readdirSync(site.path('posts'))
    expect(name).toMatch(/^\d{4}-\d\d-\d\d-what-we-learned-more\.md$/)
    expect(out.trim()).toBe(site.path('posts', name))

    const empty = await dateline(site, ['publish', '--json'])
    expect(JSON.parse(empty.out).posts.new).toEqual([])
    site.write(`posts/${name}`, `${site.read(`posts/${name}`)}\nWe learned to wait.\n`)
    const full = await dateline(site, ['publish', '--json'])
    expect(JSON.parse(full.out).posts.new).toMatchObject([{ title: 'What "we" learned & more' }])

    const twice = await dateline(site, ['new', 'What "we" learned & more'])
    expect(twice).toMatchObject({ code: 2, err: expect.stringContaining('is there already') })
  })
})

describe('check and status', () => {
  it('look and touch nothing', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    const check = await dateline(site, ['check'])
    expect(check).toMatchObject({ code: 0, err: expect.stringContaining('All is well') })
    const status = await dateline(site, ['status', '--json'])
    expect(JSON.parse(status.out)).toMatchObject({ mode: 'rehearsal', posts: { announced: 0 } })
    expect(readdirSync(site.root).sort()).toEqual(['config', 'posts'])
  })

  it('find a template that cannot be rendered', async () => {
    const site = makeSite({
      'emails/digest.mjml': '<mjml><mj-body><mj-text>{{ nothing.here }}</mj-text></mj-body></mjml>',
    })
    const { code, err } = await dateline(site, ['check'])
    expect(code).toBe(1)
    expect(err).toContain('digest.mjml')
  })
})
