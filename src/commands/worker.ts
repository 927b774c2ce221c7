import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { type App, type Log, readSite } from '../app.ts'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'
import { UsageError } from './failure.ts'

type WorkerFlags = SharedOptions & { http: boolean }

/** `worker`: publishes at every tick and serves feeds and pages, until it is told to stop. */
export const workerCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('worker')
      .description('Publish by itself at every tick, and serve feeds and pages, until stopped.')
      .option('--no-http', 'serve no pages')
      .action(async (_flags, command: Command) => {
        await run(command.optsWithGlobals(), terminal)
        done(0)
      }),
    'npm start',
  )

async function run(flags: WorkerFlags, terminal: Console): Promise<void> {
  const { withSite } = await import('./open-site.ts')
  const { makeLog } = await import('./log.ts')
  const { modeLine } = await import('./words.ts')
  const { environment } = readSite({ site: flags.site })
  const { log } = await makeLog(flags.quiet ?? false, environment.logLevel)
  await withSite({ site: flags.site, log, isServing: true }, async (app) => {
    if (!existsSync(app.paths.posts)) {
      throw new UsageError(`${app.paths.posts}: there is no such folder. Create it for the posts.`)
    }
    if (!flags.quiet) terminal.say(modeLine(app))
    await work(app, flags, terminal, log)
  })
}

async function work(app: App, flags: WorkerFlags, terminal: Console, log: Log): Promise<void> {
  const { tickProblem } = await import('../pipeline/tick.ts')
  const problem = tickProblem(app.config.worker.tick)
  if (problem) throw new UsageError(problem)
  const { startWorker } = await import('../pipeline/worker.ts')
  const { stopped } = await import('./stopped.ts')
  await loadRun()
  const server = flags.http
    ? await serve(app, { health: () => worker.health(), onChange: () => worker.answer() })
    : null
  const worker = startWorker(app, terminal.signal)
  if (server) log.info({ url: server.url }, 'serving feeds and pages')
  log.info({ tick: app.config.worker.tick }, 'worker started')
  await stopped(terminal.signal)
  await worker.stop()
  await server?.close()
  log.info({}, 'worker stopped')
}

/** Loads what a run needs before anybody can ask for a page, and would wait for it. */
async function loadRun(): Promise<void> {
  await import('../pipeline/scan.ts')
  await import('../pipeline/syndicate.ts')
  await import('../pipeline/compose.ts')
  await import('../pipeline/deliver.ts')
  await import('../smtp/sender.ts')
}

async function serve(app: App, worker: { health: () => { ok: boolean }; onChange: () => void }) {
  const { siteApp } = await import('../http/site-app.ts')
  const { listen } = await import('../http/listen.ts')
  const { config, store, keys, clock, paths, log, environment } = app
  const { apiToken } = environment
  const site = { db: store.db, keys, config, clock, publicDir: paths.public }
  const deps = { ...site, apiToken, webhooks: environment, log, ...worker }
  return listen(siteApp(deps), config.http)
}
