import { onTestFinished } from 'vitest'
import { freshDatabase } from './postgres.ts'
import { type Script, type ScriptedSmtp, startScriptedSmtp } from './scripted-smtp.ts'
import type { Kind } from './stores.ts'

/** The variables that give a site a store of this kind; SQLite lies in the site and needs none. */
export async function storeVariables(kind: Kind): Promise<Record<string, string>> {
  if (kind === 'sqlite') return {}
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  return { DATABASE_URL: url }
}

/** A mail server that does what the script says, and the variables of a live site with it and a store of this kind. */
export async function liveServers(
  kind: Kind,
  script?: Script,
): Promise<{ smtp: ScriptedSmtp; env: Record<string, string> }> {
  const smtp = await startScriptedSmtp(script)
  onTestFinished(smtp.close)
  return { smtp, env: { SMTP_URL: smtp.url, ...(await storeVariables(kind)) } }
}
