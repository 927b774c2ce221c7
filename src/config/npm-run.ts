import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that this program lies in, which is also the site unless --site names another. */
const HOME = resolve(fileURLToPath(new URL('../..', import.meta.url)))

/** A command to run next, for the site of this run: `npm run publish -- --site /srv/blog`. */
export function npmRun(root: string, script: string, ...args: string[]): string {
  const all = resolve(root) === HOME ? args : [...args, '--site', shellWord(root)]
  return ['npm run', script, ...(all.length > 0 ? ['--', ...all] : [])].join(' ')
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
