import { UsageError } from './failure.ts'

/** A port number from the command line; 0 lets the system choose. */
export function portOf(text: string): number {
  const port = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new UsageError(`--port ${text}: is not a port. Write a number from 1 to 65535.`)
}
