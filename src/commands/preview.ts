import { Command } from 'commander'
import { type CommandMaker, type Console, type SharedOptions, withExample } from './console.ts'
import { portOf } from './port.ts'

/** `preview`: shows the coming digest, made by the same code that mails it. */
export const previewCommand: CommandMaker = (terminal, done) =>
  withExample(
    new Command('preview')
      .description('Show the coming digest on a page of this machine, rendered anew at every reload, until stopped.')
      .option('--port <port>', 'port of the page', '8026')
      .option('--out <file>', 'write the message to a file (.eml, .html or .txt) instead, and end')
      .action(async (_flags, command: Command) => {
        await run(command.optsWithGlobals(), terminal)
        done(0)
      }),
    'npm run preview',
  )

async function run(flags: SharedOptions & { port: string; out?: string }, terminal: Console): Promise<void> {
  const port = portOf(flags.port)
  const { withSite } = await import('./open-site.ts')
  const { comingMessage } = await import('../pipeline/coming-message.ts')
  await withSite({ site: flags.site, memory: 'look' }, async (app) => {
    const first = await comingMessage(app)
    terminal.say(first.note)
    if (flags.out !== undefined) {
      const { writeFileSync } = await import('node:fs')
      writeFileSync(flags.out, partFor(flags.out, first))
      terminal.say(`Written: ${flags.out}`)
      return
    }
    const { previewApp } = await import('../http/preview-app.ts')
    const { serveUntilStopped } = await import('./serve.ts')
    const pages = previewApp(async () => (await comingMessage(app)).raw)
    await serveUntilStopped(pages, { host: '127.0.0.1', port }, '--port', terminal)
  })
}

function partFor(file: string, { raw, html, text }: { raw: Buffer; html: string; text: string }): Buffer | string {
  if (file.endsWith('.html')) return html
  return file.endsWith('.txt') ? text : raw
}
