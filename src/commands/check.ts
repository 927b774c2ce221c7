import { Command } from 'commander'
import type { App } from '../app.ts'
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
    await checkSecrets(app)
    const { plural, rejectedLines } = await import('./words.ts')
    const { foreseeScan } = await import('../pipeline/forecast.ts')
    const scan = await foreseeScan(app, app.clock())
    const problems = [...(await templateProblems(app)), ...rejectedLines(scan.report.rejected)]
    for (const problem of problems) terminal.say(problem)
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

async function checkSecrets(app: App): Promise<void> {
  const { parseSmtpUrl } = await import('../smtp/url.ts')
  if (app.environment.smtpUrl) parseSmtpUrl(app.environment.smtpUrl)
  const { loadDkim } = await import('../mail/dkim.ts')
  await loadDkim(app.config, app.environment.dkimPrivateKey)?.check()
  const { tickProblem } = await import('../pipeline/tick.ts')
  const problem = tickProblem(app.config.worker.tick)
  if (problem) throw new UsageError(problem)
}

/** Renders an edition of a made-up post with the site's own templates, and a mailed message from it. */
async function templateProblems(app: App): Promise<string[]> {
  const { sampleMessage, samplePost } = await import('../pipeline/sample-edition.ts')
  const { known, content } = samplePost(app.clock())
  try {
    await sampleMessage(app, [known], new Map([[known.fingerprint, content]]))
    return []
  } catch (error) {
    return [explain(error)]
  }
}
