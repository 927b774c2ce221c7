import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import type { EditionKind } from '../digests/edition.ts'
import { naming } from '../files/file-error.ts'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'
import { UsageError } from './failure.ts'
import { outFile } from './out-file.ts'
import { portOf } from './port.ts'

const KINDS: EditionKind[] = ['digest', 'confirmation', 'welcome', 'address']

/** `preview`: shows the coming digest and the letters, made by the same code that mails them. */
export const previewCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('preview')
      .description('Show the coming digest on a page of this machine, rendered anew at every reload, until stopped.')
      .option('--port <port>', 'port of the page', '8026')
      .option('--letter <kind>', 'begin with another message: confirmation, welcome or address', 'digest')
      .option('--out <file>', 'write the message to a file (.eml, .html or .txt) instead, and end')
      .action(async (_flags, command: Command) => {
        await run(command.optsWithGlobals(), terminal)
        done(0)
      }),
    'npm run preview',
  )

type Flags = SharedOptions & { port: string; letter: string; out?: string }

async function run(flags: Flags, terminal: Console): Promise<void> {
  const port = portOf(flags.port)
  const kind = kindOf(flags.letter)
  const out = flags.out === undefined ? undefined : outFileOf(flags.out)
  const { withSite } = await import('./open-site.ts')
  const { comingOf } = await import('../pipeline/coming-message.ts')
  await withSite({ site: flags.site, memory: 'look' }, async (app) => {
    const first = await comingOf(app, kind)
    terminal.say(first.note)
    if (out !== undefined) {
      naming(out, 'written', () => writeFileSync(out, partFor(out, first)))
      terminal.say(`Written: ${out}.`)
      return
    }
    const { previewApp } = await import('../http/preview-app.ts')
    const { serveUntilStopped } = await import('./serve.ts')
    const pages = previewApp(async (wanted) => (await comingOf(app, wanted)).raw, kind)
    await serveUntilStopped(pages, { host: '127.0.0.1', port }, '--port', terminal)
  })
}

function kindOf(given: string): EditionKind {
  const kind = KINDS.find((name) => name === given)
  if (kind) return kind
  throw new UsageError(`--letter ${given}: is no message. Write confirmation, welcome, address or digest.`)
}

function outFileOf(given: string): string {
  if (/\.(eml|html|txt)$/.test(given)) return outFile(given, 'digest.html')
  throw new UsageError(
    `--out ${given}: has none of the known endings. Write .eml for the whole message, .html for its page, or .txt for its text.`,
  )
}

function partFor(file: string, { raw, html, text }: { raw: Buffer; html: string; text: string }): Buffer | string {
  if (file.endsWith('.html')) return html
  return file.endsWith('.txt') ? text : raw
}
