import pino from 'pino'
import type { Log } from '../app.ts'

/** Structured lines on standard error; pretty on a terminal. Addresses never go in. */
export async function makeLog(quiet: boolean, level: string | undefined): Promise<{ log: Log }> {
  const options = { level: quiet ? 'error' : (level ?? 'info'), timestamp: pino.stdTimeFunctions.isoTime }
  if (!process.stderr.isTTY) return { log: pino(options, pino.destination({ dest: 2, sync: true })) }
  const { default: pretty } = await import('pino-pretty')
  const stream = pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' })
  return { log: pino(options, stream) }
}
