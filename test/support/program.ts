import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { ScriptedSmtp } from './scripted-smtp.ts'
import type { Site } from './site.ts'

const ENTRY = fileURLToPath(new URL('../../bin/dateline.mjs', import.meta.url))

/** The environment of a program that kills itself; see kill-at.mjs. */
export const KILLING = { NODE_OPTIONS: `--import=${new URL('kill-at.mjs', import.meta.url).href}` }

export type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string }
export type Program = { child: ChildProcess; ended: Promise<Ended> }

/**
 * Starts the program as a process of its own on a site; `variables` are its environment beside what every program has.
 * @param atEnd keeps what ends the process in any case: for the end of the test, where nothing else is said
 */
export function startProgram(
  site: Site,
  args: string[],
  variables: Record<string, string>,
  atEnd: (end: () => void) => void = onTestFinished,
): Program {
  const { SMTP_URL: _smtp, DATABASE_URL: _database, ...environment } = process.env
  const child = spawn(process.execPath, [ENTRY, '--site', site.root, ...args], {
    env: { ...environment, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  atEnd(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    err += data
  })
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, out, err })),
  )
  return { child, ended }
}

export function runProgram(site: Site, args: string[], variables: Record<string, string>): Promise<Ended> {
  return startProgram(site, args, variables).ended
}

/** Adds `count` readers of instant digests through the command line. */
export async function importReaders(site: Site, count: number, variables: Record<string, string>): Promise<string[]> {
  const addresses = Array.from({ length: count }, (_, n) => `reader${n}@readers.example`)
  site.write('readers.csv', `email,cadence\n${addresses.map((address) => `${address},instant\n`).join('')}`)
  const args = ['subscribers', 'import', site.path('readers.csv'), '--yes']
  const { code, err } = await runProgram(site, args, variables)
  if (code !== 0) throw new Error(err)
  return addresses
}

/** The address of a worker's pages, when it has said so. */
export async function addressOf({ child }: Program): Promise<string> {
  for await (const line of createInterface({ input: child.stderr as Readable })) {
    if (line.includes('serving feeds and pages')) return JSON.parse(line).url
  }
  throw new Error('the worker ended')
}

/** How many copies of how many messages each address got: one number for each message, most copies first. */
export function copiesOf({ accepted }: Pick<ScriptedSmtp, 'accepted'>, address: string): number[] {
  const copies = new Map<string, number>()
  for (const { to, body } of accepted) {
    if (to[0] !== address) continue
    const id = /^Message-ID: (.+)$/im.exec(body)?.[1] ?? ''
    copies.set(id, (copies.get(id) ?? 0) + 1)
  }
  return [...copies.values()].sort((a, b) => b - a)
}

/** The addresses that did not get exactly one copy of one message. */
export function notOnce(smtp: Pick<ScriptedSmtp, 'accepted'>, addresses: string[]): string[] {
  return addresses.filter((address) => copiesOf(smtp, address).join() !== '1')
}
