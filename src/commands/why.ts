import { Command } from 'commander'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'

/** `why`: the story of one person's mail. */
export const whyCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('why')
      .description(
        'Say why somebody got, or did not get, what: every message, attempt and answer, and what comes next.',
      )
      .argument('<address>', 'mail address')
      .option('--json', 'print one object on standard output')
      .action(async (address: string, _flags, command: Command) => {
        done(await run(address, command.optsWithGlobals(), terminal))
      }),
    'npm run dateline -- why ada@example.org',
  )

async function run(address: string, flags: SharedOptions & { json?: boolean }, terminal: Console): Promise<number> {
  const { withSite } = await import('./open-site.ts')
  const { tellWhy } = await import('./why-story.ts')
  return withSite({ site: flags.site, memory: 'look' }, (app) => tellWhy(app, address, flags, terminal))
}
