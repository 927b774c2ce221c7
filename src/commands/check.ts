import { Command } from 'commander'
import type { App } from '../app.ts'
import { settingLine } from '../config/load.ts'
import { settingsText } from '../files/settings-text.ts'
import { pagesBase } from '../mail/links.ts'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'
import { explain, UsageError } from './failure.ts'

/** `check`: looks at settings, templates and posts, and touches nothing. */
export const checkCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('check')
      .description('Check settings, secrets, templates and every post; change nothing.')
      .action(async (_flags, command: Command) => done(await run(command.optsWithGlobals(), terminal))),
    'npm run check',
  )

async function run(flags: SharedOptions, terminal: Console): Promise<number> {
  const { withSite } = await import('./open-site.ts')
  return withSite({ site: flags.site, memory: 'none' }, async (app) => {
    const warnings = await checkSettings(app)
    const { everyRejected, plural } = await import('./words.ts')
    const { foreseeScan } = await import('../pipeline/forecast.ts')
    const scan = await foreseeScan(app, app.clock())
    const problems = [...sampleSettings(app), ...(await templateProblems(app)), ...everyRejected(scan.report.rejected)]
    for (const line of [...problems, ...warnings]) terminal.say(line)
    if (problems.length > 0) return 1
    if (!flags.quiet) {
      const scheduled = scan.report.scheduled.length
      terminal.say(
        `All is well: settings, templates, ${plural(scan.posts.length, 'post')}${scheduled > 0 ? ` and ${scheduled} scheduled` : ''}.`,
      )
    }
    return 0
  })
}

/** Throws for what cannot be used, and answers with what is of less use than it could be. */
async function checkSettings(app: App): Promise<string[]> {
  if (app.environment.databaseUrl) {
    const { reachPostgres } = await import('../store/reach-postgres.ts')
    await reachPostgres(app.environment.databaseUrl)
  }
  const { loadDkim } = await import('../mail/dkim.ts')
  const dkim = loadDkim(app.config, app.environment)
  await dkim?.check()
  const { tickProblem } = await import('../pipeline/tick.ts')
  const problem = tickProblem(app.config.worker.tick)
  if (problem) throw new UsageError(problem)
  return [...(dkim?.warnings ?? []), ...plainLinks(app)]
}

/** One-click unsubscribing is for https only (RFC 8058), and the large receivers ask for it. */
function plainLinks(app: App): string[] {
  const { http, site } = app.config
  if (app.mode !== 'live' || new URL(pagesBase(app.config)).protocol === 'https:') return []
  const [path, url] = http.url ? [['http', 'url'], http.url] : [['site', 'url'], site.url]
  return [
    `${placeOf(app, path)}: ${path.join('.')} ${JSON.stringify(url)} is not https: mail programs offer no one-click unsubscribing by its links, and Gmail and Yahoo want it. Serve the worker's pages by https, and write that address.`,
  ]
}

/** Settings of the sample site that must not go out with real mail. */
function sampleSettings(app: App): string[] {
  if (app.mode !== 'live') return []
  const { site, digest } = app.config
  const samples: [string[], string, boolean][] = [
    [['site', 'url'], site.url, isExample(new URL(site.url).hostname)],
    [['digest', 'from'], digest.from, isExample(digest.from.replace(/^.*@|>$/g, ''))],
    [['digest', 'postalAddress'], digest.postalAddress ?? '', /^1 Example Street\b/.test(digest.postalAddress ?? '')],
  ]
  return samples
    .filter(([, , isSample]) => isSample)
    .map(
      ([path, value]) =>
        `${placeOf(app, path)}: ${path.join('.')} ${JSON.stringify(value)} is that of the sample, and SMTP_URL is set. Write your own.`,
    )
}

function placeOf({ paths }: App, setting: string[]): string {
  return `config/dateline.yaml:${settingLine(settingsText(paths.config, 'config/dateline.yaml'), setting)}`
}

/** Domains that belong to nobody (RFC 2606). */
function isExample(host: string): boolean {
  return /(^|\.)example\.(org|com|net)$/i.test(host)
}

/** Renders an edition of a made-up post and every letter with the site's own templates, and a mailed message from each. */
async function templateProblems(app: App): Promise<string[]> {
  const { sampleLetter, sampleMessage, samplePost } = await import('../pipeline/sample-edition.ts')
  const { known, content } = samplePost(app.clock())
  const attempts = [
    () => sampleMessage(app, [known], new Map([[known.fingerprint, content]])),
    () => sampleLetter(app, 'confirmation'),
    () => sampleLetter(app, 'welcome'),
    () => sampleLetter(app, 'address'),
  ]
  const problems = new Set<string>()
  for (const attempt of attempts) await attempt().catch((error) => problems.add(explain(error)))
  return [...problems]
}
