import { Command } from 'commander'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'

/** `status`: how the site stands. */
export const statusCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('status')
      .description('Say how posts, subscribers and messages stand.')
      .option('--json', 'print one object on standard output')
      .action(async (_flags, command: Command) => {
        await run(command.optsWithGlobals(), terminal)
        done(0)
      }),
    'npm run dateline -- status',
  )

async function run(flags: SharedOptions & { json?: boolean }, terminal: Console): Promise<void> {
  const { withSite } = await import('./open-site.ts')
  const { readStatus, statusLines } = await import('./status-lines.ts')
  await withSite({ site: flags.site, memory: 'look' }, async (app) => {
    const status = await readStatus(app)
    terminal.print(flags.json ? JSON.stringify(status, null, 2) : statusLines(app, status).join('\n'))
  })
}
