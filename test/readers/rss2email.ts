import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { onTestFinished } from 'vitest'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { runProgram } from './program.ts'
import { makeHome, type Reader } from './reader.ts'

/** rss2email, which mails each entry that is new to it, here to a small SMTP server. */
export async function startRss2email(feeds: string[]): Promise<Reader> {
  const home = makeHome()
  const server = await startScriptedSmtp()
  onTestFinished(() => server.close())
  const config = join(home, 'rss2email.cfg')
  writeFileSync(
    config,
    [...settings(server.port), ...feeds.map((url, n) => `[feed.number-${n}]\nurl = ${url}\n`)].join('\n'),
  )
  const subjects: string[] = []
  const reload = async () => {
    await runProgram('/usr/bin/r2e', ['-c', config, '-d', join(home, 'rss2email.json'), 'run'], home)
    for (const { body } of server.accepted.splice(0)) {
      subjects.push((await PostalMime.parse(Buffer.from(body, 'latin1'))).subject ?? '')
    }
  }
  await reload()
  return { reload, shown: () => subjects.toSorted() }
}

function settings(port: number): string[] {
  return [
    '[DEFAULT]',
    'from = reader@example.org',
    'to = ada@example.org',
    'email-protocol = smtp',
    'smtp-server = 127.0.0.1',
    `smtp-port = ${port}`,
    'verbose = warning\n',
  ]
}
