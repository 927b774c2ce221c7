import { ConfigError } from '../config/load.ts'
import { PublishRefused } from '../pipeline/refusal.ts'
import { StoreError } from '../store/errors.ts'

/** A command that cannot be carried out as it was given; the message names place, value and fix. */
export class UsageError extends Error {
  override name = 'UsageError'
}

const NOTHING_DONE = [ConfigError, PublishRefused, StoreError, UsageError]

/** 2 where nothing was done, 1 where something may have been. */
export function exitCodeOf(error: unknown): number {
  return NOTHING_DONE.some((kind) => error instanceof kind) ? 2 : 1
}

/** One line for a person, without a stack trace; LOG_LEVEL=debug adds it. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (process.env.LOG_LEVEL === 'debug' && error.stack) return error.stack
  return error.message
}
