import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Environment, readEnvironment } from './config/environment.ts'
import { ConfigError, loadConfig } from './config/load.ts'
import type { Config } from './config/schema.ts'
import { loadTemplates, type Templates } from './files/templates.ts'
import type { Sender } from './smtp/sender.ts'
import { openStore, type Store } from './store/open.ts'
import { type KeyRing, keyRing } from './subscribers/token.ts'

/** Where the parts of a site lie, as absolute paths. */
export type SitePaths = {
  root: string
  posts: string
  config: string
  public: string
  /** What the program remembers: `data/`, or `data/rehearsal/` while it rehearses. */
  state: string
  inbox: string
}

/** One line for a log, with fields; pino fits. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>

/** Everything that a command works with, put together once. */
export type App = {
  paths: SitePaths
  config: Config
  environment: Environment
  /** Without SMTP_URL the program rehearses with an inbox of its own. */
  mode: 'rehearsal' | 'live'
  /** Milliseconds since the epoch. */
  clock: () => number
  /** From 0 to 1, for jitter. */
  random: () => number
  log: Log
  store: Store
  keys: KeyRing
  /** The templates as they are now: the site's own, or those that the program brings. */
  loadTemplates: () => Templates
  openSender: () => Promise<Sender>
  close: () => Promise<void>
}

export type AppOptions = {
  /** Folder of the site. */
  site: string
  clock?: () => number
  log?: Log
  variables?: Record<string, string | undefined>
  /**
   * `kept` (default): the store of the site, made on its first run. `look`: the same, but where there is none yet, one
   * in memory stands in. `none`: one in memory. The last two write nothing to disk.
   */
  memory?: 'kept' | 'look' | 'none'
}

/** The templates that the program brings, for a site that has none of its own. */
const OWN_EMAILS = fileURLToPath(new URL('../emails', import.meta.url))

const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/**
 * Reads configuration and environment and opens the store.
 * @throws ConfigError, StoreError with place, value and fix
 */
export async function openApp(options: AppOptions): Promise<App> {
  const { config, environment, paths } = readSite(options)
  const mode = environment.smtpUrl ? 'live' : 'rehearsal'
  const store = await openStore(storeAt(paths, environment, mode, options.memory ?? 'kept'))
  return {
    paths,
    config,
    environment,
    mode,
    clock: options.clock ?? Date.now,
    random: Math.random,
    log: options.log ?? SILENT,
    store,
    keys: keyRing(environment.secretKey ?? keptSecret(paths.state, options.memory ?? 'kept')),
    loadTemplates: () =>
      loadTemplates(existsSync(join(paths.root, 'emails')) ? join(paths.root, 'emails') : OWN_EMAILS),
    openSender: () => openSender(config, environment, paths),
    close: () => store.close(),
  }
}

/** Configuration, environment and folders of a site; opens and creates nothing. */
export function readSite({ site, variables = process.env }: Pick<AppOptions, 'site' | 'variables'>) {
  const root = resolve(site)
  const file = join(root, 'config', 'dateline.yaml')
  if (!existsSync(file)) {
    throw new ConfigError(
      `${file}: there is no configuration. Write one with site.title, site.url and digest.from, or name the folder of the site with --site.`,
    )
  }
  const config = loadConfig(readFileSync(file, 'utf8'), 'config/dateline.yaml')
  const env = join(root, '.env')
  const environment = readEnvironment(existsSync(env) ? readFileSync(env, 'utf8') : null, variables)
  const state = environment.smtpUrl ? join(root, 'data') : join(root, 'data', 'rehearsal')
  const paths: SitePaths = {
    root,
    posts: join(root, 'posts'),
    config: file,
    public: join(root, 'public'),
    state,
    inbox: join(root, 'data', 'rehearsal', 'inbox'),
  }
  return { config, environment, paths }
}

type Memory = NonNullable<AppOptions['memory']>

function storeAt(paths: SitePaths, environment: Environment, mode: App['mode'], memory: Memory) {
  if (memory === 'none') return { file: ':memory:' }
  if (environment.databaseUrl) {
    return { url: environment.databaseUrl, schema: mode === 'rehearsal' ? 'dateline_rehearsal' : 'public' }
  }
  const file = join(paths.state, 'dateline.db')
  if (memory === 'look' && !existsSync(file)) return { file: ':memory:' }
  mkdirSync(paths.state, { recursive: true })
  return { file }
}

/** The key that signs links, made on the first run and kept beside the store. */
function keptSecret(state: string, memory: Memory): string {
  const file = join(state, 'secret.key')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const secret = randomBytes(32).toString('base64url')
  if (memory !== 'kept') return secret
  mkdirSync(state, { recursive: true })
  try {
    writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}

async function openSender(config: Config, environment: Environment, paths: SitePaths): Promise<Sender> {
  const { openSender: open } = await import('./smtp/sender.ts')
  const { loadDkim } = await import('./mail/dkim.ts')
  const { connections, perSecond, requireTls } = config.delivery
  const dkim = loadDkim(config, environment.dkimPrivateKey)
  await dkim?.check()
  const shared = { connections, requireTls, ...(perSecond && { perSecond }), ...(dkim && { dkim: dkim.sign }) }
  if (environment.smtpUrl) return open({ ...shared, url: environment.smtpUrl })
  const { startInbox } = await import('./smtp/inbox.ts')
  const inbox = await startInbox(paths.inbox)
  const sender = await open({ ...shared, url: inbox.url })
  return {
    ...sender,
    close: async () => {
      await sender.close()
      await inbox.close()
    },
  }
}
