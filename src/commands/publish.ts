import { Command } from 'commander'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'
import { UsageError } from './failure.ts'

type PublishFlags = SharedOptions & {
  dryRun?: boolean
  at?: string
  now?: boolean
  feedsOnly?: boolean
  withdrawAll?: boolean
  approve?: true | string
  json?: boolean
}

/** `publish`: does what is due now, and ends. */
export const publishCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('publish')
      .description('Read posts, write feeds and mail what is due now; then end.')
      .option('--dry-run', 'print the plan and do nothing')
      .option('--at <time>', 'with --dry-run: the plan for another time, such as 2024-05-20T08:00')
      .option('--now', 'also send what waits for its hour')
      .option('--feeds-only', 'write feeds and send nothing')
      .option('--withdraw-all', 'accept that posts/ is empty and take every post back')
      .option('--approve [edition]', 'send what is held for a person: all of it, or one edition by its number or name')
      .option('--json', 'print one object on standard output')
      .action(async (_flags, command: Command) => done(await run(command.optsWithGlobals(), terminal))),
    'npm run publish -- --dry-run --at 2030-01-01T08:00',
  )

async function run(flags: PublishFlags, terminal: Console): Promise<number> {
  if (flags.at !== undefined && !flags.dryRun) {
    throw new UsageError(`--at ${flags.at}: goes with --dry-run only. Add --dry-run, or leave --at away.`)
  }
  if (flags.feedsOnly && flags.now) {
    throw new UsageError('--feeds-only --now: one sends nothing, the other sends more. Leave one of them away.')
  }
  if (flags.approve !== undefined && (flags.dryRun || flags.feedsOnly)) {
    const other = flags.dryRun ? '--dry-run' : '--feeds-only'
    throw new UsageError(`--approve ${other}: one sends what is held, the other sends nothing. Leave one of them away.`)
  }
  const { withSite } = await import('./open-site.ts')
  return withSite({ site: flags.site, memory: flags.dryRun ? 'look' : 'kept' }, async (app) => {
    if (flags.dryRun) return (await import('./publish-dry-run.ts')).dryRun(app, flags, terminal)
    return (await import('./publish-run.ts')).publishRun(app, flags, terminal)
  })
}
