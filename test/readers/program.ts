import { execFile } from 'node:child_process'

const PACKAGES = 'newsboat rss2email python3-feedparser'

/**
 * Runs a program of Debian's with a home of its own and no proxy; answers what it printed.
 * @throws one line when it is not installed, and what it said when it failed or complained
 */
export function runProgram(program: string, args: string[], home: string): Promise<string> {
  const env = { HOME: home, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, cwd: home, timeout: 30_000, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT' || /No module named '?feedparser/.test(stderr)) {
        reject(new Error(`${program} or a part of it is not installed. Run apt-get install -y ${PACKAGES}.`))
      } else if (error || stderr !== '') {
        reject(
          new Error(`${program} failed (${error?.code ?? error?.signal ?? 'by its own words'}): ${stdout}${stderr}`),
        )
      } else resolve(stdout)
    })
  })
}
