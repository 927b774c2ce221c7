import { Command } from 'commander'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'

type Action = (app: import('../app.ts').App, terminal: Console) => Promise<number>

/** `deliveries`: what became of every message, and what a person may say about it. */
export const deliveriesCommand: CommandMaker = (terminal, done) => {
  const withApp = async (command: Command, memory: 'kept' | 'look', action: Action) => {
    const { withSite } = await import('./open-site.ts')
    const { site } = command.optsWithGlobals<SharedOptions>()
    done(await withSite({ site, memory }, (app) => action(app, terminal)))
  }

  const list = withExample(
    listOptions(new Command('list'), '10')
      .description('List the editions, newest first, with what became of their messages. What "deliveries" alone does.')
      .action(async (flags, command: Command) => {
        const { listAll } = await import('./deliveries-list.ts')
        await withApp(command, 'look', (app, console) => listAll(app, flags, console))
      }),
    'npm run dateline -- deliveries',
  )

  const show = withExample(
    listOptions(new Command('show'), '100')
      .description('List the messages of one edition that were not accepted, or came back later.')
      .argument('<edition>', 'its number, or its name or the beginning of it, as "deliveries" shows them')
      .option('--all', 'also those that were accepted and did not come back')
      .option(
        '--state <state>',
        'only those in-doubt, bounced, deferred, held, waiting, given-up, cancelled, came-back or accepted',
      )
      .action(async (edition: string, flags, command: Command) => {
        const { showEdition } = await import('./deliveries-show.ts')
        await withApp(command, 'look', (app, console) => showEdition(app, edition, flags, console))
      }),
    'npm run dateline -- deliveries show 12 --state bounced',
  )

  const inDoubt = withExample(
    listOptions(new Command('in-doubt'), '100')
      .description('List the messages of which nobody knows whether they arrived, and what becomes of each.')
      .action(async (flags, command: Command) => {
        const { listInDoubt } = await import('./deliveries-in-doubt.ts')
        await withApp(command, 'look', (app, console) => listInDoubt(app, flags, console))
      }),
    'npm run dateline -- deliveries in-doubt',
  )

  const resend = withExample(
    choice(new Command('resend'))
      .description(
        'Have messages sent once more that are in doubt, bounced or were given up; the same bytes as before.',
      )
      .option('--state <state>', 'with --edition: only those in-doubt, bounced or given-up')
      .action(async (ids: string[], flags, command: Command) => {
        const { resend } = await import('./deliveries-resend.ts')
        await withApp(command, 'kept', (app, console) => resend(app, { ids, ...flags }, console))
      }),
    'npm run dateline -- deliveries resend --all-in-doubt --yes',
  )

  const giveUp = withExample(
    choice(new Command('give-up'))
      .description('Give messages up: what waits is cancelled, what is in doubt is never sent again.')
      .action(async (ids: string[], flags, command: Command) => {
        const { giveUp } = await import('./deliveries-give-up.ts')
        await withApp(command, 'kept', (app, console) => giveUp(app, { ids, ...flags }, console))
      }),
    'npm run dateline -- deliveries give-up 4711 4712 --yes',
  )

  const restored = withExample(
    new Command('restored')
      .description('Say how to go on after a backup was put back that is older than what was mailed.')
      .option('--skip', 'mail nothing again that may have gone out since')
      .option('--send', 'mail all that the backup takes for unsent')
      .action(async (flags, command: Command) => {
        const { goOn } = await import('./deliveries-restored.ts')
        await withApp(command, 'kept', (app, console) => goOn(app, flags, console))
      }),
    'npm run dateline -- deliveries restored --skip',
  )

  const group = withExample(
    new Command('deliveries').description('What became of every message; send again or give up what is in doubt.'),
    'npm run dateline -- deliveries',
  )
  group.addCommand(list, { isDefault: true })
  for (const command of [show, inDoubt, resend, giveUp, restored]) group.addCommand(command)
  return group
}

function listOptions(command: Command, limit: string): Command {
  return command
    .option('--limit <count>', 'at most so many; 0 for all', limit)
    .option('--json', 'print one object a line on standard output')
}

function choice(command: Command): Command {
  return command
    .argument('[ids...]', 'their numbers, as the lists show them')
    .option('--edition <edition>', 'those of one edition')
    .option('--all-in-doubt', 'all that are in doubt')
    .option('--yes', 'do it, also to more than one')
}
