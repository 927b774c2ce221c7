import { Command } from 'commander'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'

type Action = (app: import('../app.ts').App, terminal: Console) => Promise<number>

/** `subscribers`: who gets the digest. */
export const subscribersCommand: CommandMaker = (terminal, done) => {
  const withApp = async (command: Command, memory: 'kept' | 'look', action: Action) => {
    const { withSite } = await import('./open-site.ts')
    const { site } = command.optsWithGlobals<SharedOptions>()
    done(await withSite({ site, memory }, (app) => action(app, terminal)))
  }

  const add = withExample(
    preferenceOptions(new Command('add'))
      .description('Add somebody who agreed to get the digest; they are active at once.')
      .argument('<address>', 'mail address')
      .option('--name <name>', 'how they are called')
      .option('--again', 'they unsubscribed before and asked to come back')
      .action(async (address: string, flags, command: Command) => {
        const { addOne } = await import('./subscribers-add.ts')
        await withApp(command, 'kept', (app, console) => addOne(app, address, flags, console))
      }),
    'npm run dateline -- subscribers add ada@example.org --name Ada --cadence weekly --zone Europe/Berlin --topics ops,ai',
  )

  const list = withExample(
    new Command('list')
      .description('List subscribers, one a line.')
      .option('--state <state>', 'only active, pending, unsubscribed, bounced or complained ones')
      .option('--json', 'print one object a line on standard output')
      .action(async (flags, command: Command) => {
        const { listAll } = await import('./subscribers-list.ts')
        await withApp(command, 'look', (app, console) => listAll(app, flags, console))
      }),
    'npm run dateline -- subscribers list --state active',
  )

  const remove = withExample(
    new Command('remove')
      .description('Unsubscribe somebody; they get nothing more, also of what is already planned.')
      .argument('<address>', 'mail address')
      .action(async (address: string, _flags, command: Command) => {
        const { removeOne } = await import('./subscribers-remove.ts')
        await withApp(command, 'kept', (app, console) => removeOne(app, address, console))
      }),
    'npm run dateline -- subscribers remove ada@example.org',
  )

  const show = withExample(
    new Command('show')
      .description('Show all that is stored of one address: what they get, what they agreed to, every message.')
      .argument('<address>', 'mail address')
      .option('--json', 'print one object on standard output')
      .action(async (address: string, flags, command: Command) => {
        const { showOne } = await import('./subscribers-show.ts')
        await withApp(command, 'look', (app, console) => showOne(app, address, flags, console))
      }),
    'npm run dateline -- subscribers show ada@example.org',
  )

  const forget = withExample(
    new Command('forget')
      .description('Show what is stored of one address; with --yes, delete it, but for a hash that keeps mail away.')
      .argument('<address>', 'mail address')
      .option('--yes', 'delete it')
      .action(async (address: string, flags, command: Command) => {
        const { forgetOne } = await import('./subscribers-forget.ts')
        await withApp(command, flags.yes ? 'kept' : 'look', (app, console) => forgetOne(app, address, flags, console))
      }),
    'npm run dateline -- subscribers forget ada@example.org --yes',
  )

  const importFile = withExample(
    new Command('import')
      .description('Show what a CSV file would add; with --yes, add it.')
      .argument('<file>', 'CSV file with a header line and a column "address" or "email"')
      .option('--yes', 'write it')
      .option('--state <state>', 'state of all in a file that tells none, such as unsubscribed; active when absent')
      .action(async (file: string, _flags, command: Command) => {
        const flags = command.optsWithGlobals()
        const { importCsv } = await import('./subscribers-import.ts')
        await withApp(command, flags.yes ? 'kept' : 'look', (app, console) => importCsv(app, file, flags, console))
      }),
    'npm run dateline -- subscribers import readers.csv --yes',
  )

  const exportFile = withExample(
    new Command('export')
      .description('Write every subscriber with every fact as CSV.')
      .argument('[file]', 'file to write; standard output when absent')
      .action(async (file: string | undefined, _flags, command: Command) => {
        const { quiet } = command.optsWithGlobals<SharedOptions>()
        const { exportCsv } = await import('./subscribers-export.ts')
        await withApp(command, 'look', (app, console) => exportCsv(app, file, console, quiet))
      }),
    'npm run dateline -- subscribers export readers.csv',
  )

  const group = withExample(
    new Command('subscribers').description('Add, list, show, remove, forget, import and export subscribers.'),
    'npm run dateline -- subscribers list',
  )
  for (const command of [add, list, show, remove, forget, importFile, exportFile]) group.addCommand(command)
  return group
}

function preferenceOptions(command: Command): Command {
  return command
    .option('--cadence <cadence>', 'instant, daily, weekly, monthly, or site: by the schedule of the site')
    .option('--hour <hour>', 'hour of the day, 0 to 23, in their zone')
    .option('--weekday <day>', 'monday to sunday, for weekly')
    .option('--monthday <day>', '1 to 31, for monthly')
    .option('--zone <zone>', 'time zone, such as Europe/Berlin')
    .option('--topics <tags>', 'tags, separated by commas; all posts when absent')
}
