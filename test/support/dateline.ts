import { type Ended, runProgram } from './program.ts'
import type { Site } from './site.ts'

/** Runs the program as a person does, on a site, and tells how it ended. */
export function dateline(site: Site, args: string[], variables: Record<string, string> = {}): Promise<Ended> {
  return runProgram(site, args, variables)
}
