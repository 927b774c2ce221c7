import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Site } from './site.ts'

const ENTRY = fileURLToPath(new URL('../../bin/dateline.mjs', import.meta.url))

/** Hands a message to `inbound` as Postfix does; `args` are what its transport adds to the command. */
export async function inbound(
  site: Site,
  message: string,
  variables: Record<string, string>,
  args: string[] = [],
): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [ENTRY, '--site', site.root, 'inbound', ...args], {
    env: { ...process.env, ...variables },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let err = ''
  child.stderr.on('data', (data) => {
    err += data
  })
  child.stdin.on('error', () => {}).end(message)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, err })))
}

/** A message of one line in its header for each, and no words. */
export function mail(from: string, subject: string, to = 'ada@example.org'): string {
  return `From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n`
}
