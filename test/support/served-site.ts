import { utimesSync } from 'node:fs'
import { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import type { App } from '../../src/app.ts'
import { listen } from '../../src/http/listen.ts'
import { siteApp } from '../../src/http/site-app.ts'
import { publish } from '../../src/pipeline/publish.ts'
import type { PublishReport } from '../../src/pipeline/publish-report.ts'
import { Clock, CONFIG, type Site } from './site.ts'

const HOUR_MS = 3_600_000

/** A site that is published by hand and served by the worker's own HTTP, and may move while readers look at it. */
export class ServedSite {
  site: Site
  /** Status and path of every answer, such as `304 /rss.xml`, until taken. */
  answers: string[] = []
  private readonly clock = new Clock('2026-05-01T10:00')
  private app: App | null = null
  private pages: Hono | null = null
  private redirectsTo: string | null = null

  constructor(site: Site) {
    this.site = site
  }

  /** Opens one more address of the site; answers it. */
  async serve(): Promise<string> {
    const front = new Hono()
    front.all('*', async (c) => {
      const { pathname } = new URL(c.req.url)
      const leaves = this.redirectsTo !== null && !this.redirectsTo.includes(c.req.header('host') ?? '')
      const answer = leaves ? c.redirect(`${this.redirectsTo}${pathname}`, 301) : await this.pages!.fetch(c.req.raw)
      this.answers.push(`${answer.status} ${pathname}`)
      return answer
    })
    const server = await listen(front, { host: '127.0.0.1', port: 0 })
    onTestFinished(() => server.close())
    return server.url
  }

  /** Every other address of the site sends readers on to this one, for good. */
  redirectTo(url: string): void {
    this.redirectsTo = url
  }

  /** Opens the site where it lies now, with the configuration that it has now. */
  async open(): Promise<void> {
    await this.close()
    this.app = await this.site.open(this.clock)
    const { store, keys, config, clock, paths } = this.app
    this.pages = siteApp({ db: store.db, keys, config, clock, publicDir: paths.public, health: () => ({ ok: true }) })
  }

  async close(): Promise<void> {
    await this.app?.close()
    this.app = null
  }

  /** Publishes an hour later. What it writes is of that hour, as Last-Modified cannot tell two changes of one second apart. */
  async publish(): Promise<PublishReport> {
    this.clock.now += HOUR_MS
    const report = await publish(this.app!, { feedsOnly: true })
    const seconds = this.clock.now / 1000
    for (const name of report.feeds.written) utimesSync(this.site.path('public', name), seconds, seconds)
    return report
  }

  /** Opens the site under another address of its own. */
  async openAs(url: string): Promise<void> {
    this.site.write('config/dateline.yaml', CONFIG.replace('https://blog.example.org', url))
    await this.open()
  }

  /** What was answered since it was last asked for. */
  takeAnswers(): string[] {
    return this.answers.splice(0).sort()
  }
}
