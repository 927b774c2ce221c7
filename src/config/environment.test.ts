import { describe, expect, it } from 'vitest'
import { dotenvProblems } from './dotenv.ts'
import { environmentProblems, standing } from './environment.ts'

describe('a .env file', () => {
  it('may hold remarks, names of other programs, and values over several lines', () => {
    const text =
      '# a remark\n\nexport PORT=3000\nSMTP_URL=\nDKIM_PRIVATE_KEY="-----BEGIN\nabc def\n-----END"\nLOG_LEVEL=info # why\n'
    expect(dotenvProblems(text)).toEqual([])
  })

  it.each([
    ['A=1\nSMPT_URL=smtp://mail.example', '.env:2: SMPT_URL is unknown. Did you mean SMTP_URL?'],
    [
      'smtp://user:secret@mail.example',
      '.env:1: the line is not of the form NAME=value. Begin a remark with #; put a value of several lines in quotes.',
    ],
    [
      'A=1\n\nSECRET_KEY="abc\nB=2',
      '.env:3: SECRET_KEY opens a quote that never closes. Close it, or write the value without quotes.',
    ],
  ])('is told of a line that cannot be meant, without its value: %j', (text, problem) => {
    expect(dotenvProblems(text)).toEqual([problem])
  })
})

describe('a value of the environment', () => {
  it.each([
    'postgres://u:p@127.0.0.1:5432/x',
    'postgresql:///x?host=/run/postgresql',
  ])('may be the database %s', (databaseUrl) => {
    expect(environmentProblems({ databaseUrl })).toEqual([])
  })

  it('is refused as a database of another kind, without its password', () => {
    expect(environmentProblems({ databaseUrl: 'mysql://ada:secret@db.example/x' })).toEqual([
      'DATABASE_URL: "mysql://***@db.example/x" is not the address of a PostgreSQL database. Write it like postgres://user:password@127.0.0.1:5432/dateline, or leave it empty for SQLite.',
    ])
  })

  it('is refused as a level that is none', () => {
    expect(environmentProblems({ logLevel: 'debgu' })).toEqual([
      'LOG_LEVEL: "debgu" is not a level. Did you mean debug?',
    ])
    expect(environmentProblems({ logLevel: 'warn' })).toEqual([])
  })
})

describe('API_TOKEN', () => {
  it.each(['0123456789abcdef0123456789abcdef', 'aA-._~+/0123456789abcdefghijklmnopq=='])('may be %s', (apiToken) => {
    expect(environmentProblems({ apiToken })).toEqual([])
  })

  it.each([
    ['short', 'has 5 characters; it needs at least 32.'],
    ['a secret with spaces that is long enough', 'has characters that no Authorization header takes.'],
    ['ein-langes-geheimnis-mit-umlauten-äöü', 'has characters that no Authorization header takes.'],
  ])('is refused when it is %j, without being shown', (apiToken, problem) => {
    expect(environmentProblems({ apiToken })).toEqual([
      `API_TOKEN: ${problem} Make one with: node -p "crypto.randomBytes(32).toString('hex')"`,
    ])
  })
})

describe('a path that a person gave', () => {
  it('begins where they stood when npm runs the program elsewhere', () => {
    expect(standing('blog', { npm_lifecycle_event: 'publish', INIT_CWD: '/home/ada' })).toBe('/home/ada/blog')
    expect(standing('/srv/blog', { npm_lifecycle_event: 'publish', INIT_CWD: '/home/ada' })).toBe('/srv/blog')
  })

  it('begins in the current folder without npm', () => {
    expect(standing('blog', { INIT_CWD: '/home/ada' })).toBe(`${process.cwd()}/blog`)
  })
})
