import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { closest } from './closest.ts'
import { type WebhookSecrets, webhookProblems } from './webhook-secrets.ts'

/** Secrets and switches from the environment; an empty value counts as absent. */
export type Environment = WebhookSecrets & {
  smtpUrl?: string
  databaseUrl?: string
  secretKey?: string
  dkimPrivateKey?: string
  dkimEd25519PrivateKey?: string
  apiToken?: string
  logLevel?: string
}

const NAMES = {
  smtpUrl: 'SMTP_URL',
  databaseUrl: 'DATABASE_URL',
  secretKey: 'SECRET_KEY',
  dkimPrivateKey: 'DKIM_PRIVATE_KEY',
  dkimEd25519PrivateKey: 'DKIM_ED25519_PRIVATE_KEY',
  sesTopicArn: 'SES_TOPIC_ARN',
  postmarkWebhookLogin: 'POSTMARK_WEBHOOK_LOGIN',
  sendgridWebhookKey: 'SENDGRID_WEBHOOK_KEY',
  mailgunWebhookKey: 'MAILGUN_WEBHOOK_KEY',
  apiToken: 'API_TOKEN',
  logLevel: 'LOG_LEVEL',
} as const satisfies Record<keyof Environment, string>

/** Every variable that the program reads; a test holds .env.example to this list. */
export const ENVIRONMENT_NAMES: readonly string[] = Object.values(NAMES)

/**
 * Joins the text of a .env file with the variables of the process, which win.
 * @param file text of .env, or null when there is none
 */
export function readEnvironment(file: string | null, variables: Record<string, string | undefined>): Environment {
  const all: Record<string, string | undefined> = { ...(file === null ? {} : parseEnv(file)), ...present(variables) }
  const found = Object.entries(NAMES).flatMap(([key, name]) => {
    const value = all[name]?.trim()
    return value ? [[key, value.replaceAll('\\n', '\n')]] : []
  })
  return Object.fromEntries(found)
}

function present(variables: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    ENVIRONMENT_NAMES.filter((name) => name in variables).map((name) => [name, variables[name]]),
  )
}

const LEVELS = ['debug', 'info', 'warn', 'error']

/** What is wrong with the values that can be told from themselves, a line each; no password is shown. */
export function environmentProblems(environment: Environment): string[] {
  const { databaseUrl, apiToken, logLevel } = environment
  const problems = webhookProblems(environment)
  if (databaseUrl !== undefined && !isDatabase(databaseUrl)) {
    const shown = databaseUrl.replace(/\/\/.*@/s, '//***@')
    problems.push(
      `DATABASE_URL: "${shown}" is not the address of a PostgreSQL database. Write it like postgres://user:password@127.0.0.1:5432/dateline, or leave it empty for SQLite.`,
    )
  }
  const tokenFault = apiToken === undefined ? null : tokenProblem(apiToken)
  if (tokenFault) problems.push(`API_TOKEN: ${tokenFault} ${TOKEN_FIX}`)
  if (logLevel !== undefined && !LEVELS.includes(logLevel)) {
    const guess = closest(logLevel, LEVELS)
    const fix = guess ? `Did you mean ${guess}?` : `Choose one of ${LEVELS.join(', ')}.`
    problems.push(`LOG_LEVEL: "${logLevel}" is not a level. ${fix}`)
  }
  return problems
}

const SHORTEST_TOKEN = 32
const TOKEN_FIX = `Make one with: node -p "crypto.randomBytes(32).toString('hex')"`

/** What an Authorization header cannot carry (RFC 6750, 2.1), or somebody could guess. */
function tokenProblem(token: string): string | null {
  if (token.length < SHORTEST_TOKEN) return `has ${token.length} characters; it needs at least ${SHORTEST_TOKEN}.`
  return /^[A-Za-z0-9\-._~+/]+=*$/.test(token) ? null : 'has characters that no Authorization header takes.'
}

function isDatabase(text: string): boolean {
  return /^postgres(ql)?:\/\/\S+$/.test(text)
}

/** A path that a person gave, from where they stand: npm runs scripts in the folder of the package. */
export function standing(path: string, variables: Record<string, string | undefined>): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = variables
  return script !== undefined && folder ? resolve(folder, path) : resolve(path)
}
