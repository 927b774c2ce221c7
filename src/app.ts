import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dotenvProblems } from './config/dotenv.ts'
import { type Environment, environmentProblems, readEnvironment, standing } from './config/environment.ts'
import { ConfigError, loadConfig } from './config/load.ts'
import type { Config } from './config/schema.ts'
import { secretAt, touchPrivateFile } from './files/secret.ts'
import { isThere, otherEnding, settingsText } from './files/settings-text.ts'
import { loadTemplates, type Templates } from './files/templates.ts'
import { type Logins, rememberLogins } from './smtp/logins.ts'
import type { Sender } from './smtp/sender.ts'
import { parseSmtpUrls } from './smtp/url.ts'
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
  /** Over at most so many connections; as many as digests may use when absent. */
  openSender: (connections?: number) => Promise<Sender>
  /** Pages are served meanwhile: what would keep them waiting is done beside. */
  isServing: boolean
  /** Tests have their WebSub hub on this machine; nobody else may. */
  allowLoopbackHub: boolean
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
  isServing?: boolean
  allowLoopbackHub?: boolean
}

/** The templates that the program brings, for a site that has none of its own. */
const OWN_EMAILS = fileURLToPath(new URL('../emails', import.meta.url))

const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/**
 * Reads configuration and environment and opens the store.
 * @throws ConfigError, StoreError with place, value and fix, before anything is written
 */
export async function openApp(options: AppOptions): Promise<App> {
  const { config, environment, paths } = readSite(options)
  await checkDkim(config, environment)
  const mode = environment.smtpUrl ? 'live' : 'rehearsal'
  const memory = options.memory ?? 'kept'
  const logins = rememberLogins()
  const store = await openStore(storeAt(paths, environment, mode, memory))
  return {
    paths,
    config,
    environment,
    mode,
    clock: options.clock ?? Date.now,
    random: Math.random,
    log: options.log ?? SILENT,
    store,
    keys: keyRing(environment.secretKey ?? secretAt(join(paths.state, 'secret.key'), memory === 'kept')),
    loadTemplates: () =>
      loadTemplates(existsSync(join(paths.root, 'emails')) ? join(paths.root, 'emails') : OWN_EMAILS),
    openSender: (connections = config.delivery.connections) =>
      openSender({ config, environment, paths, logins, connections }),
    isServing: options.isServing ?? false,
    allowLoopbackHub: options.allowLoopbackHub ?? false,
    close: () => store.close(),
  }
}

/**
 * Configuration, environment and folders of a site; opens and creates nothing.
 * @throws ConfigError that names place, value and fix
 */
export function readSite({ site, variables = process.env }: Pick<AppOptions, 'site' | 'variables'>) {
  if (site.trim() === '') throw new ConfigError('--site: is empty. Name a folder, or leave the option out.')
  const root = standing(site, variables)
  if (!isThere(root)) {
    throw new ConfigError(`${root}: there is no such folder. Name the folder of the site with --site DIR.`)
  }
  const file = join(root, 'config', 'dateline.yaml')
  if (!isThere(file)) throw new ConfigError(missingConfig(file))
  const config = loadConfig(settingsText(file, 'config/dateline.yaml'), 'config/dateline.yaml')
  const environment = environmentOf(join(root, '.env'), variables)
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

function missingConfig(file: string): string {
  const near = otherEnding(file, /^dateline\.(ya?ml|json|toml)$/i)
  if (near) return `${near}: did you mean dateline.yaml? Rename the file.`
  return `${file}: there is no configuration. Write one with site.title, site.url and digest.from, or name the folder of the site with --site DIR.`
}

function environmentOf(file: string, variables: Record<string, string | undefined>): Environment {
  const text = isThere(file) ? settingsText(file, '.env') : null
  const environment = readEnvironment(text, variables)
  const { smtpUrl, secretKey } = environment
  const problems = [
    ...dotenvProblems(text ?? ''),
    ...environmentProblems(environment),
    ...refusal(() => smtpUrl && parseSmtpUrls(smtpUrl)),
    ...refusal(() => secretKey && keyRing(secretKey)),
  ]
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return environment
}

function refusal(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}

async function checkDkim(config: Config, environment: Environment): Promise<void> {
  if (!config.digest.dkim && !environment.dkimPrivateKey && !environment.dkimEd25519PrivateKey) return
  const { loadDkim } = await import('./mail/dkim.ts')
  const [problem] = refusal(() => loadDkim(config, environment))
  if (problem) throw new ConfigError(problem)
}

function storeAt(paths: SitePaths, environment: Environment, mode: App['mode'], memory: AppOptions['memory']) {
  if (memory === 'none') return { file: ':memory:' }
  if (environment.databaseUrl) {
    return { url: environment.databaseUrl, schema: mode === 'rehearsal' ? 'dateline_rehearsal' : 'public' }
  }
  const file = join(paths.state, 'dateline.db')
  if (memory === 'look' && !existsSync(file)) return { file: ':memory:' }
  if (memory === 'kept') touchPrivateFile(file)
  return { file }
}

type SenderParts = Pick<App, 'config' | 'environment' | 'paths'> & { logins: Logins; connections: number }

async function openSender({ config, environment, paths, logins, connections }: SenderParts): Promise<Sender> {
  const { openSender: open } = await import('./smtp/sender.ts')
  const { loadDkim } = await import('./mail/dkim.ts')
  const dkim = loadDkim(config, environment)
  await dkim?.check()
  const shared = { connections, requireTls: config.delivery.requireTls, logins, ...(dkim && { dkim: dkim.sign }) }
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
