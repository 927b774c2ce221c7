import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { checkCommand } from './commands/check.ts'
import type { Console } from './commands/console.ts'
import { deliveriesCommand } from './commands/deliveries.ts'
import { exitCodeOf, explain } from './commands/failure.ts'
import { inboundCommand } from './commands/inbound.ts'
import { inboxCommand } from './commands/inbox.ts'
import { newCommand } from './commands/new.ts'
import { watchNpm } from './commands/orphan.ts'
import { previewCommand } from './commands/preview.ts'
import { publishCommand } from './commands/publish.ts'
import { statusCommand } from './commands/status.ts'
import { subscribersCommand } from './commands/subscribers.ts'
import { whyCommand } from './commands/why.ts'
import { workerCommand } from './commands/worker.ts'

/** The folder that this program lies in, which is also the site unless --site names another. */
const HOME = fileURLToPath(new URL('..', import.meta.url))

/** Longest that an end by signal may take. */
const END_MS = 9_000

/**
 * Runs one command.
 * @param args what stands after the program's name
 * @returns exit code: 0 done, 1 done but something needs a person, 2 nothing was done
 */
export async function main(args: string[]): Promise<number> {
  const stop = stopOnSignals()
  const terminal = openConsole(stop.signal)
  let code = 0
  const program = buildProgram(terminal, (result) => {
    code = result
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    terminal.say(explain(error))
    return exitCodeOf(error)
  } finally {
    stop.done()
  }
}

/** Every command, its options and its help; a test holds the docs to it. */
export function buildProgram(terminal: Console, done: (exitCode: number) => void): Command {
  const program = new Command('dateline')
    .description('Feeds and a mailed digest from a folder of dated Markdown posts.')
    .option('--site <dir>', 'folder of the site, with posts/ and config/', HOME)
    .option('--quiet', 'print nothing but what goes wrong')
    .version('0.1.0')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${text.trimEnd().replaceAll('\n', ' ')}\n`) })
  const commands = [
    publishCommand,
    workerCommand,
    inboundCommand,
    inboxCommand,
    previewCommand,
    checkCommand,
    newCommand,
    statusCommand,
    subscribersCommand,
    deliveriesCommand,
    whyCommand,
  ]
  for (const command of commands) program.addCommand(command(terminal, done))
  for (const command of program.commands) inheritSettings(program, command)
  return program
}

function inheritSettings(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent)
  for (const child of command.commands) inheritSettings(command, child)
}

function openConsole(signal: AbortSignal): Console {
  // Whoever listened may have gone, as a closed terminal or `head` does: the work goes on, and its words are lost.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  return {
    signal,
    isTerminal: Boolean(process.stderr.isTTY),
    say: (line) => void process.stderr.write(`${line}\n`),
    print: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
  }
}

/** A terminal that is closed ends its programs with SIGHUP. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A signal from a terminal may come twice: from it, and from the npm in between. */
const SAME_SIGNAL_MS = 1_000

/** The first signal asks to finish what is on the wire; a later one, or nine seconds, end at once. */
function stopOnSignals(): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController()
  let askedAt = 0
  const stop = () => {
    if (controller.signal.aborted && performance.now() - askedAt > SAME_SIGNAL_MS) process.exit(1)
    if (controller.signal.aborted) return
    askedAt = performance.now()
    controller.abort()
    setTimeout(() => process.exit(1), END_MS).unref()
  }
  const parentGone = () => stop()
  for (const signal of SIGNALS) process.on(signal, stop)
  process.on('disconnect', parentGone)
  process.channel?.unref()
  const watch = process.env.npm_lifecycle_event ? watchNpm(parentGone) : undefined
  const done = () => {
    clearInterval(watch)
    for (const signal of SIGNALS) process.off(signal, stop)
    process.off('disconnect', parentGone)
  }
  return { signal: controller.signal, done }
}
