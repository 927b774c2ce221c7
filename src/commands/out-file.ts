import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { standing } from '../config/environment.ts'
import { UsageError } from './failure.ts'

/** The absolute path of a file to write, which a person named from where they stand; its folder must be there. */
export function outFile(given: string, example: string): string {
  const file = standing(given, process.env)
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${given}: is a folder. Name a file in it, such as ${join(given, example)}.`)
  }
  if (!existsSync(dirname(file))) {
    throw new UsageError(`${given}: there is no folder ${dirname(file)}. Create it, or name another file.`)
  }
  return file
}
