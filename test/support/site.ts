import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type App, type AppOptions, openApp } from '../../src/app.ts'
import type { PublishOptions } from '../../src/pipeline/options.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { type InboxMessage, readInbox } from '../../src/smtp/read-inbox.ts'

export const CONFIG = `site:
  title: Notes from the platform
  url: https://blog.example.org
  timezone: Europe/Berlin
  author: { name: Ada Example, email: ada@example.org }
  permalink: /{path}/
digest:
  from: Ada Example <ada@example.org>
  since: 2023-01-01
  postalAddress: 1 Example Street, 10115 Berlin
`

/** A folder with a configuration and posts, removed when the test has finished. */
export function makeSite(files: Record<string, string> = {}): Site {
  const root = mkdtempSync(join(tmpdir(), 'dateline-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const site = new Site(root)
  site.write('config/dateline.yaml', CONFIG)
  mkdirSync(join(root, 'posts'))
  for (const [path, text] of Object.entries(files)) site.write(path, text)
  return site
}

export class Site {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts)
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true })
    writeFileSync(this.path(path), text)
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8')
  }

  /** Opens the site at a time that the test sets; `variables` are its environment. */
  async open(clock: Clock, variables: Record<string, string> = {}, more: Partial<AppOptions> = {}): Promise<App> {
    const app = await openApp({ site: this.root, clock: () => clock.now, variables, ...more })
    onTestFinished(() => app.close())
    return app
  }

  inbox(): Promise<InboxMessage[]> {
    return readInbox(this.path('data/rehearsal/inbox'))
  }
}

/** A clock that stands until it is moved. Times are ISO 8601; without an offset they are in UTC. */
export class Clock {
  now: number

  constructor(time: string) {
    this.now = Clock.parse(time)
  }

  moveTo(time: string): void {
    this.now = Clock.parse(time)
  }

  private static parse(time: string): number {
    return Date.parse(/[Z+]|-\d\d:\d\d$/.test(time) ? time : `${time}Z`)
  }
}

export function publishAt(app: App, clock: Clock, time: string, options: PublishOptions = {}) {
  clock.moveTo(time)
  return publish(app, options)
}

/** A post in YAML front matter. */
export function post(title: string, date: string, body = 'Some words that make a post.\n', more = ''): string {
  return `---\ntitle: ${JSON.stringify(title)}\ndate: ${date}\n${more}---\n\n${body}`
}
