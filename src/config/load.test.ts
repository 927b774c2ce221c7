import { describe, expect, it } from 'vitest'
import { loadConfig, settingLine } from './load.ts'

const GOOD = 'site:\n  title: Notes\n  url: https://blog.example.org\ndigest:\n  from: ada@example.org\n'

function problems(text: string): string[] {
  try {
    loadConfig(text, 'c.yaml')
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

describe('a configuration', () => {
  it.each([
    ['mon', 'monday'],
    ['Tues', 'tuesday'],
    ['SUNDAY', 'sunday'],
  ])('takes the weekday %s as the command line does', (written, weekday) => {
    expect(loadConfig(`${GOOD}  weekday: ${written}\n`, 'c.yaml').digest.weekday).toBe(weekday)
  })

  it('takes an alias of what stands above it', () => {
    const text = GOOD.replace('title: Notes', 'title: &name Notes\n  description: *name')
    expect(loadConfig(text, 'c.yaml').site.description).toBe('Notes')
  })

  it('takes a group whose every line is commented out as its defaults', () => {
    expect(loadConfig(`${GOOD}http:\n  # port: 1\n`, 'c.yaml').http.port).toBe(8080)
  })
})

describe('a setting that cannot be used', () => {
  it.each([
    ['  title: 2024', 'site.title 2024 is not text. Put it in quotes: "2024".'],
    ['  title: ""', 'site.title "" is empty. Add a line like "title: Notes from the platform".'],
    ['  title:', 'site.title has no value. Add a line like "title: Notes from the platform".'],
  ])('is told with the fix: %s', (line, problem) => {
    expect(problems(GOOD.replace('  title: Notes', line))).toEqual([`c.yaml:2: ${problem}`])
  })

  it.each([
    ['https://a.example/?p=1', '?'],
    ['https://a.example/#top', '#'],
  ])('is the address of a site behind which no path can stand: %s', (url) => {
    expect(problems(GOOD.replace('https://blog.example.org', `"${url}"`))).toEqual([
      `c.yaml:3: site.url "${url}" has a ? or a #, behind which no path can stand. Write it like https://blog.example.org.`,
    ])
  })

  it.each([
    ['timezone: Berlin', 'site.timezone "Berlin" is not an IANA time zone. Did you mean Europe/Berlin?'],
    ['timezone: Mars', 'site.timezone "Mars" is not an IANA time zone. Write it like Europe/Berlin or UTC.'],
    ['language: en-a', 'site.language "en-a" is not a language tag. Write it like en or pt-BR.'],
    [
      'author: Ada',
      'site.author "Ada" is not a group of settings. Write it like { name: Ada Example, email: ada@example.org }.',
    ],
  ])('is told with the fix: %s', (line, problem) => {
    expect(problems(GOOD.replace('digest:', `  ${line}\ndigest:`))).toEqual([`c.yaml:4: ${problem}`])
  })

  it.each([
    ['  hour: "8"', 'digest.hour "8" is text, not a number. Write it without quotes: 8.'],
    ['  since: yesterday', 'digest.since "yesterday" is not a day. Write it like 2024-05-20.'],
    ['  since: 2024-02-31', 'digest.since "2024-02-31" is not a day of the calendar. Write it like 2024-05-20.'],
    ['  cadence: weekyl', 'digest.cadence "weekyl" is not allowed. Did you mean weekly?'],
    ['delivery: { perSecond: 0 }', 'delivery.perSecond 0 is too small: more than 0; leave it out for no limit.'],
    [
      'delivery: { domains: { "@gmail.com": {} } }',
      'delivery.domains "@gmail.com" is no mail domain. Write it as gmail.com.',
    ],
    [
      'delivery: { domains: { "*.com": {} } }',
      'delivery.domains "*.com" is no mail domain. Write it like gmail.com, or "*" for each of the others.',
    ],
    [
      'delivery: { domains: { gmail.com: { hourly: 3 } } }',
      'unknown key delivery.domains.gmail.com.hourly. Known here: perSecond, perDay.',
    ],
    [
      'delivery: { domains: { gmail.com: 5 } }',
      'delivery.domains.gmail.com 5 is not a group of settings. It knows perSecond, perDay.',
    ],
    [
      '  dkim: { domain: a.example, selector: "a b;x" }',
      'digest.dkim.selector "a b;x" is no name in the DNS. Write letters, digits, hyphens and dots.',
    ],
    [
      '  dkim: { domain: a.example }',
      'digest.dkim.selector is missing. Write it like { domain: example.org, selector: mail }.',
    ],
  ])('is told with the fix: %s', (line, problem) => {
    expect(problems(`${GOOD}${line}\n`)).toEqual([`c.yaml:6: ${problem}`])
  })

  it('is told together with every other one', () => {
    expect(problems(`${GOOD}  hour: 25\n  wekday: monday\n`)).toEqual([
      'c.yaml:6: digest.hour 25 is too large: at most 23.',
      'c.yaml:7: unknown key digest.wekday. Did you mean weekday?',
    ])
  })
})

describe('a file that is no configuration', () => {
  it.each([
    [
      '- a\n- b\n',
      'c.yaml:1: the file is a list. Write groups of settings, such as "site:" with title and url indented below it.',
    ],
    [
      'site:\n  title: *x\n',
      'c.yaml:2: "*x" is an alias in YAML, and cannot be unfolded. Put a value that begins with * in quotes: "*x".',
    ],
    [
      'site:\n  title: "a\n\n',
      'c.yaml:2: "title: \\"a" opens or closes what has no other end, or lacks a colon. Check its quotes, brackets and braces, and write name: value.',
    ],
    ['site:\n\ttitle: a\n', 'c.yaml:2: "title: a" is indented with a tab. Indent with spaces.'],
    ['site: 1\nsite: 2\n', 'c.yaml:2: "site: 2" stands twice in its group. Keep one of the two.'],
    [
      'site:\n  title: @a\n',
      'c.yaml:2: "title: @a" has a value that begins with a special character. Put the value in quotes.',
    ],
    [
      'site:\n  title: a: b\n',
      'c.yaml:2: "title: a: b" has a value that holds ": ", or a next line that is indented too far. Put the value in quotes, or indent alike.',
    ],
  ])('is told with line, value and fix: %j', (text, problem) => {
    expect(problems(text)).toEqual([problem])
  })
})

it('tells the line of a setting, or of the group that lacks it', () => {
  expect(settingLine(GOOD, ['digest', 'from'])).toBe(5)
  expect(settingLine(GOOD, ['digest', 'postalAddress'])).toBe(4)
})
