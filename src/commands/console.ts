import type { Command } from 'commander'

/** The two ends of a command: words for people go to standard error, what was asked for to standard output. */
export type Console = {
  /** Aborts when the program is asked to end. */
  signal: AbortSignal
  isTerminal: boolean
  say: (line: string) => void
  print: (text: string) => void
}

/** What every command takes. */
export type SharedOptions = { site: string; quiet?: boolean }

/** Makes the commands; each hands its exit code to `done`. */
export type CommandMaker = (terminal: Console, done: (exitCode: number) => void) => Command

const SHARED = [
  'For every command:',
  '  --site <dir>  folder of the site, with posts/ and config/ (default: the folder of the program)',
  '  --quiet       print nothing but what goes wrong',
]

/** Appends what every command takes, and an example, to a command's help. */
export function withExample(command: Command, ...lines: string[]): Command {
  return command.addHelpText('after', ['', ...SHARED, '', 'Example:', ...lines.map((line) => `  ${line}`)].join('\n'))
}
