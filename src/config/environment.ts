import { parseEnv } from 'node:util'

/** Secrets and switches from the environment; an empty value counts as absent. */
export type Environment = {
  smtpUrl?: string
  databaseUrl?: string
  secretKey?: string
  dkimPrivateKey?: string
  logLevel?: string
}

const NAMES = {
  smtpUrl: 'SMTP_URL',
  databaseUrl: 'DATABASE_URL',
  secretKey: 'SECRET_KEY',
  dkimPrivateKey: 'DKIM_PRIVATE_KEY',
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
