import { Command } from 'commander'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'
import { portOf } from './port.ts'

/** `inbox`: shows the messages of the rehearsal in a browser. */
export const inboxCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('inbox')
      .description('Show the rehearsal inbox on a page of this machine, until stopped.')
      .option('--port <port>', 'port of the page', '8025')
      .action(async (_flags, command: Command) => {
        await run(command.optsWithGlobals(), terminal)
        done(0)
      }),
    'npm run inbox',
  )

async function run(flags: SharedOptions & { port: string }, terminal: Console): Promise<void> {
  const port = portOf(flags.port)
  const { withSite } = await import('./open-site.ts')
  const { inboxApp } = await import('../http/inbox-app.ts')
  const { serveUntilStopped } = await import('./serve.ts')
  // The inbox is the rehearsal's, also once the site is live.
  const variables = { ...process.env, SMTP_URL: '' }
  await withSite({ site: flags.site, variables }, async (app) => {
    const { config, keys, clock, store, paths } = app
    const pages = inboxApp({ dir: paths.inbox, config, db: store.db, keys, clock })
    await serveUntilStopped(pages, { host: '127.0.0.1', port }, '--port', terminal)
  })
}
