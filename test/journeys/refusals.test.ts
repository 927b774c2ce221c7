import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dateline } from '../support/dateline.ts'
import { CONFIG, makeSite, post } from '../support/site.ts'

describe('an environment that cannot be meant', () => {
  const wrong: [string, string[], Record<string, string>, RegExp][] = [
    ['a mail server, for status', ['status'], { SMTP_URL: 'mail.example' }, /^SMTP_URL: /],
    ['a mail server, for the worker', ['worker'], { SMTP_URL: 'smtp://u:secret@h:x' }, /^SMTP_URL: (?!.*secret)/],
    ['a database', ['check'], { DATABASE_URL: 'mysql://h/x' }, /^DATABASE_URL: "mysql:\/\/h\/x" is not the address/],
    ['a key', ['check'], { SECRET_KEY: 'short' }, /^SECRET_KEY has 5 characters/],
    ['a level', ['publish'], { LOG_LEVEL: 'verbose' }, /^LOG_LEVEL: "verbose" is not a level/],
    [
      'a signature without a key',
      ['publish'],
      { DKIM_PRIVATE_KEY: 'x' },
      /^DKIM_PRIVATE_KEY: is set, but digest\.dkim/,
    ],
    ['a database that is away', ['check'], { DATABASE_URL: 'postgres://127.0.0.1:9/x' }, /cannot be reached/],
  ]
  it.each(wrong)('is refused before anything is done: %s', async (_what, args, variables, line) => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    const { code, err } = await dateline(site, args, variables)
    expect(code).toBe(2)
    expect(err).toMatch(line)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(readdirSync(site.root).sort()).toEqual(['config', 'posts'])
  })

  it('is told of every broken line of .env', async () => {
    const site = makeSite({ '.env': 'SMPT_URL=smtp://mail.example\nfoo bar\n' })
    const { code, err } = await dateline(site, ['publish'])
    expect(code).toBe(2)
    expect(err.split('\n').map((line) => line.slice(0, 22))).toEqual([
      '.env:1: SMPT_URL is un',
      '.env:2: the line is no',
      '',
    ])
  })
})

describe('a folder that is no site', () => {
  const cases: [string, (root: string) => void, RegExp][] = [
    [
      'a configuration with another ending',
      (root) => renameSync(`${root}/config/dateline.yaml`, `${root}/config/dateline.yml`),
      /dateline\.yml: did you mean dateline\.yaml\?/,
    ],
    ['no folder of posts', (root) => rmSync(`${root}/posts`, { recursive: true }), /posts: there is no such folder/],
    [
      'a folder as configuration',
      (root) => {
        rmSync(`${root}/config/dateline.yaml`)
        mkdirSync(`${root}/config/dateline.yaml`)
      },
      /^config\/dateline\.yaml: cannot be read \(EISDIR\)/,
    ],
    ['a folder as .env', (root) => mkdirSync(`${root}/.env`), /^\.env: cannot be read \(EISDIR\)/],
  ]
  it.each(cases)('is refused with exit code 2: %s', async (_what, spoil, line) => {
    const site = makeSite()
    spoil(site.root)
    const { code, err } = await dateline(site, ['publish', '--quiet'])
    expect(code).toBe(2)
    expect(err).toMatch(line)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('is refused by a worker too', async () => {
    const site = makeSite()
    rmSync(site.path('posts'), { recursive: true })
    const { code, err } = await dateline(site, ['worker', '--quiet'])
    expect(code).toBe(2)
    expect(err).toMatch(/posts: there is no such folder/)
  })

  it('is refused where a file stands in place of data/, or the configuration is no UTF-8', async () => {
    const site = makeSite({ data: '' })
    expect(await dateline(site, ['publish'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/\/data\/\S+: .*\n$/),
    })
    const latin = makeSite()
    writeFileSync(latin.path('config/dateline.yaml'), Buffer.from(CONFIG.replace('platform', 'caf\xe9'), 'latin1'))
    expect((await dateline(latin, ['status'])).err).toMatch(/^config\/dateline\.yaml:2: the byte 0xE9/)
  })
})

describe('what stands in the way of a page', () => {
  it('is told with exit code 2 when another program has the port', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    const site = makeSite({ 'config/dateline.yaml': `${CONFIG}http:\n  port: ${port}\n` })
    const worker = await dateline(site, ['worker', '--quiet'])
    expect(worker).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^http\.port: port \d+ of 127\.0\.0\.1 is in use/),
    })
    const inbox = await dateline(site, ['inbox', '--port', String(port)])
    expect(inbox).toMatchObject({ code: 2, err: expect.stringMatching(/^--port: port \d+/) })
  })
})

describe('a file that cannot be read or written', () => {
  it.each([
    [['subscribers', 'export', '.'], /^\.: is a folder\. Name a file in it/],
    [['subscribers', 'export', 'nowhere/list.csv'], /^nowhere\/list\.csv: there is no folder/],
    [['subscribers', 'import', '.'], /^\.: is a folder\. Name a CSV file in it/],
    [['preview', '--out', 'page.png'], /^--out page\.png: has none of the known endings/],
    [['preview', '--out', 'nowhere/page.html'], /^nowhere\/page\.html: there is no folder/],
  ])('is told in one line: %j', async (args, line) => {
    const { code, err } = await dateline(makeSite(), args)
    expect(code).toBe(2)
    expect(err).toMatch(line)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('is a list without names of columns, which is not to be tried again with --yes', async () => {
    const site = makeSite({ 'list.csv': 'who,what\nada,x\n' })
    const { code, err } = await dateline(site, ['subscribers', 'import', site.path('list.csv')])
    expect(code).toBe(2)
    expect(err).toMatch(/list\.csv:1: no column is named address/)
    expect(err).not.toContain('--yes')
  })
})

describe('options that do nothing', () => {
  it.each([
    [['publish', '--feeds-only', '--now'], /^--feeds-only --now: /],
    [['subscribers', 'add', 'a@example.org', '--hour', ''], /^--hour: is empty/],
    [['subscribers', 'add', 'a@example.org', '--topics', ' '], /^--topics: is empty/],
    [['status', '--site', ''], /^--site: is empty/],
  ])('are refused: %j', async (args, line) => {
    expect(await dateline(makeSite(), args)).toMatchObject({ code: 2, err: expect.stringMatching(line) })
  })
})

describe('a first run', () => {
  it('keeps what it remembers from other users', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    await dateline(site, ['publish', '--feeds-only'])
    const database = site.path('data/rehearsal/dateline.db')
    expect(existsSync(database)).toBe(true)
    expect(statSync(database).mode & 0o077).toBe(0)
    expect(statSync(dirname(dirname(database))).mode & 0o077).toBe(0)
  })
})
